// The record of one run of writes: what it added, changed and removed, so that the run can be taken back (UNDO-1). A
// file of JSON lines that a person can read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "account/run_change.hpp"
#include "state/appended_file.hpp"
#include "support/json/value.hpp"

namespace mod_trakt::account {

// One per file; not thread-safe. Times are Trakt's (Unix epoch, ms).
class RunRecord {
public:
    // Other processes may use the file, too. `run` and `undoes` are written to a new file; load() replaces them by
    // those of an existing file. `files` must outlive it.
    RunRecord(state::Files& files, std::string path, std::string run = {}, std::string undoes = {})
        : file_(files, std::move(path)), run_(std::move(run)), undoes_(std::move(undoes)) {}

    // Reads what others have appended. Throws Failure HOST if the file cannot be read, or is damaged; then it is
    // set aside.
    void load();

    // Records changes that are about to be sent, and gives them their numbers. They are open until their outcomes are
    // recorded, even after a power failure. Throws Failure HOST if they cannot be recorded; then they must not be sent.
    // Precondition of this and the next two functions: the caller has the turn of the account, and has called load()
    // under it.
    void begin(std::span<RunChange> changes, std::int64_t now_ms);
    // Records the outcomes of changes.
    void settle(std::span<const RunOutcome> outcomes, std::int64_t now_ms);
    // Records which changes the run `by` has taken back, and which cannot be taken back.
    void note_back(const std::string& by, std::span<const RunReturn> returns, std::int64_t now_ms);

    // Gives plays of the title `before` the name that the account shows, in memory only.
    void name_plays(const TitleName& before, const TitleName& shown);

    const std::string& run() const noexcept { return run_; }
    // The run that this one takes back; empty: none.
    const std::string& undoes() const noexcept { return undoes_; }
    std::int64_t began_ms() const noexcept { return began_ms_; }
    // When something was last recorded.
    std::int64_t last_ms() const noexcept { return last_ms_; }
    // The changes in the order of their numbers.
    const std::vector<RunChange>& changes() const noexcept { return changes_; }
    // The run that has taken back this one or the last part of it; empty: none.
    const std::string& taken_back_by() const noexcept { return taken_back_by_; }

    struct Counts {
        std::size_t all = 0;         // changes that were made or may have been made
        std::size_t back = 0;        // of these, taken back
        std::size_t impossible = 0;  // of these, cannot be taken back
    };
    Counts counts() const;
    bool has_changes() const { return counts().all > 0; }
    // True if each change was taken back or cannot be.
    bool is_taken_back() const {
        const Counts now = counts();
        return now.all > 0 && now.back + now.impossible == now.all;
    }
    const std::string& path() const noexcept { return file_.path(); }

private:
    void read_on();
    bool read_line(std::string line);
    bool read_changes(json::Value line, std::int64_t at_ms);
    bool read_outcomes(json::Value line, std::int64_t at_ms);
    void apply(const RunOutcome& outcome, std::int64_t at_ms);
    void apply(const RunReturn& one);
    void follow_plays() noexcept;
    void append(const std::string& lines, bool flush, std::int64_t now_ms);
    void clear() noexcept;

    state::AppendedFile file_;
    std::string run_, undoes_, taken_back_by_;
    std::int64_t began_ms_ = 0, last_ms_ = 0;
    std::vector<RunChange> changes_;
};

}  // namespace mod_trakt::account
