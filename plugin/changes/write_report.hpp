// The outcome of a write: exactly one verdict for each input, also after a failure or a cancel half-way.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "changes/verdict.hpp"
#include "changes/write_input.hpp"
#include "support/error.hpp"

namespace mod_trakt::changes {

// A request that a dry run would have sent.
struct PlannedRequest {
    std::string method;
    std::string path;
    std::string body;  // JSON text
};

class WriteReport {
public:
    // The inputs must outlive the report.
    explicit WriteReport(std::span<const WriteInput> inputs) : inputs_(inputs), entries_(inputs.size()) {}

    // A certain verdict stays, and `unknown` becomes a certain one when more is known: what is known of an input cannot
    // be taken back by a later failure. `item_json`, for what Trakt refused: the reduced object that was sent.
    void set(std::size_t input, Verdict verdict, std::string_view hint = {}, std::string_view message = {},
             std::string item_json = {});
    // A request with this input may leave now. Each begin_sending() is undone by one end_sending(), or all by set();
    // until then the input is `unknown`, whatever is thrown. Neither needs memory.
    void begin_sending(std::size_t input) noexcept { ++entries_[input].sending; }
    // Nothing of the request was applied, or the writer knows what was.
    void end_sending(std::size_t input) noexcept { --entries_[input].sending; }
    bool is_sending(std::size_t input) const noexcept { return entries_[input].sending > 0; }
    // `follower` means the same change as `first`, which came before it, and shares its verdict at the end.
    void follow(std::size_t follower, std::size_t first) { entries_[follower].follows = first; }
    std::optional<Verdict> verdict(std::size_t input) const noexcept;

    // Ends the write: every input gets a verdict. Those that were not reached are `deferred` when the call has failed,
    // `unknown` when it has not, which is a defect.
    void conclude();
    // The key of one play, "<key>@<seconds>", beside the item's own key.
    void set_event_key(std::size_t input, std::string event_key);

    // The call as a whole has failed; the first failure stays.
    void fail(Error error);
    const std::optional<Error>& failure() const noexcept { return failure_; }

    // A dry run: this would have been sent.
    void plan(PlannedRequest request) { planned_.push_back(std::move(request)); }

    // Precondition of both: conclude().
    std::string render() const;
    std::string render_dry_run() const;

private:
    struct Entry {
        std::optional<Verdict> verdict;
        std::string hint;
        std::string message;
        std::string item_json;
        std::string event_key;
        std::uint32_t sending = 0;  // requests that may have left and have not been accounted for
        std::optional<std::size_t> follows;
        std::size_t order = 0;  // when the verdict was found, for the order of `unresolved`
    };

    void write_results(json::Writer& writer) const;
    void write_keys_and_unresolved(json::Writer& writer) const;

    std::span<const WriteInput> inputs_;
    std::vector<Entry> entries_;
    std::vector<PlannedRequest> planned_;
    std::optional<Error> failure_;
    std::size_t next_order_ = 0;
};

}  // namespace mod_trakt::changes
