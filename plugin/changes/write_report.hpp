// The outcome of a write: exactly one verdict for each input, also after a failure or a cancel in the middle.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "account/guard_book.hpp"
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

// Not thread-safe.
class WriteReport {
public:
    // The inputs must outlive the report.
    explicit WriteReport(std::span<const WriteInput> inputs) : inputs_(inputs), entries_(inputs.size()) {}

    // Sets a verdict. A certain verdict is never replaced, only `unknown` is, so a later failure cannot take back what
    // is known. `item_json`: for a refused input, the reduced object that was sent.
    void set(std::size_t input, Verdict verdict, std::string_view hint = {}, std::string_view message = {},
             std::string item_json = {});
    // A request with this input may leave from now on. One end_sending() undoes one begin_sending(), and set() undoes
    // all; until then the input is `unknown`, even if an exception is thrown. Both functions need no memory.
    void begin_sending(std::size_t input) noexcept { ++entries_[input].sending; }
    // The request was not applied, or the caller sets the verdict later.
    void end_sending(std::size_t input) noexcept { --entries_[input].sending; }
    bool is_sending(std::size_t input) const noexcept { return entries_[input].sending > 0; }
    // `follower` means the same change as the earlier input `first`, and gets its verdict in conclude().
    void follow(std::size_t follower, std::size_t first) { entries_[follower].follows = first; }
    std::optional<Verdict> verdict(std::size_t input) const noexcept;
    const std::string& hint(std::size_t input) const noexcept { return entries_[input].hint; }
    const std::string& message(std::size_t input) const noexcept { return entries_[input].message; }

    // Ends the write: every input gets a verdict. Inputs that were not reached are `deferred` if the call has failed;
    // if it has not, they are `unknown`, and the plugin has a defect.
    void conclude();
    // The event key of a play, "<key>@<seconds>", in addition to the item's key.
    void set_event_key(std::size_t input, std::string event_key);
    // Sets the history id of the input's play, once it is known: the play that is there, or that was removed.
    void set_history_id(std::size_t input, std::int64_t history_id) noexcept {
        entries_[input].history_id = history_id;
    }
    // 0: not known.
    std::int64_t history_id(std::size_t input) const noexcept { return entries_[input].history_id; }

    // Notes that a play was added but is not in the collection, with the verdict that its title has in `mirrored`.
    void note_not_mirrored(std::size_t input, const WriteReport& mirrored, std::size_t title);

    // Notes that the call has failed; only the first failure is kept.
    void fail(Error error);
    const std::optional<Error>& failure() const noexcept { return failure_; }

    // For a dry run: adds a request that would have been sent.
    void plan(PlannedRequest request) { planned_.push_back(std::move(request)); }

    // Notes that the guard has refused changes of this call.
    void note_guard(account::GuardRefusal refusal) { guard_ = std::move(refusal); }

    // Precondition of both: conclude() was called.
    std::string render() const;
    std::string render_dry_run() const;

private:
    struct Entry {
        std::optional<Verdict> verdict;
        std::string hint;
        std::string message;
        std::string item_json;
        std::string event_key;
        std::int64_t history_id = 0;
        std::uint32_t sending = 0;  // requests that may have left, without a known outcome
        std::optional<std::size_t> follows;
        std::size_t order = 0;  // order of the verdicts; `unresolved` has the same order
    };

    // An input whose play was added, but is not in the collection.
    struct NotMirrored {
        std::size_t input = 0;
        Verdict verdict = Verdict::Unknown;
        std::string hint, message;
    };

    void write_results(json::Writer& writer) const;
    void write_guard(json::Writer& writer) const;
    void write_not_mirrored(json::Writer& writer) const;
    void write_keys_and_unresolved(json::Writer& writer) const;

    std::span<const WriteInput> inputs_;
    std::vector<Entry> entries_;
    std::vector<PlannedRequest> planned_;
    std::optional<account::GuardRefusal> guard_;
    std::vector<NotMirrored> not_mirrored_;
    std::optional<Error> failure_;
    std::size_t next_order_ = 0;
};

}  // namespace mod_trakt::changes
