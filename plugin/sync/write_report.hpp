// The outcome of a write: exactly one verdict for each input, also after a failure or a cancel half-way.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "support/error.hpp"
#include "sync/verdict.hpp"
#include "sync/write_input.hpp"

namespace mod_trakt::sync {

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

    // The first verdict stays: what is known of an input cannot be taken back by a later failure.
    void set(std::size_t input, Verdict verdict, std::string hint = {}, std::string message = {});
    // As set(), for an item that Trakt refused: `item_json` is the reduced object that was sent.
    void set_refused(std::size_t input, Verdict verdict, std::string hint, std::string message, std::string item_json);
    std::optional<Verdict> verdict(std::size_t input) const noexcept { return entries_[input].verdict; }
    // `to` means the same change as `from` and shares its verdict, if there is one.
    void copy(std::size_t from, std::size_t to);
    // Every input that has none yet gets this one.
    void set_rest(Verdict verdict, const std::string& hint, const std::string& message);
    // The key of one play, "<key>@<seconds>", beside the item's own key.
    void set_event_key(std::size_t input, std::string event_key);

    // The call as a whole has failed; the first failure stays.
    void fail(Error error);
    const std::optional<Error>& failure() const noexcept { return failure_; }

    // Precondition of both: every input has a verdict.
    std::string render() const;
    std::string render_dry_run(std::span<const PlannedRequest> requests) const;

private:
    struct Entry {
        std::optional<Verdict> verdict;
        std::string hint;
        std::string message;
        std::string item_json;
        std::string event_key;
        std::size_t order = 0;  // when the verdict was found, for the order of `unresolved`
    };

    void write_results(json::Writer& writer) const;
    void write_keys_and_unresolved(json::Writer& writer) const;

    std::span<const WriteInput> inputs_;
    std::vector<Entry> entries_;
    std::optional<Error> failure_;
    std::size_t next_order_ = 0;
};

}  // namespace mod_trakt::sync
