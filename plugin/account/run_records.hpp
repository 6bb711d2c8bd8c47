// The records of an account's runs of writes: a file for each, in the folder undo of the account.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "account/run_record.hpp"
#include "state/state_folder.hpp"
#include "support/clock.hpp"
#include "support/log.hpp"

namespace mod_trakt::account {

// One per handle; not thread-safe.
class RunRecords {
public:
    static constexpr std::int64_t kept_ms = 90 * day_ms;

    // `folder` may be null: then nothing is recorded. Everything is borrowed.
    RunRecords(const state::StateFolder* folder, const Log& log) : folder_(folder), log_(log) {}

    // Sets the account; see Account::on_open. What was recorded under its former name is moved to it.
    void open(const std::string& account, bool is_other);
    bool are_kept() const noexcept { return folder_ != nullptr && !account_.empty(); }

    // A name for a run that has none.
    static std::string new_name();
    // The record of this run, which may have no file yet; it is not loaded. Throws Failure HOST when the folder cannot
    // be used. `now_ms`: Trakt's time. Precondition: are_kept().
    std::unique_ptr<RunRecord> record_of(const std::string& run, const std::string& undoes, std::int64_t now_ms);
    // All records with changes, loaded, the oldest first. A damaged one is set aside and logged. Throws Failure HOST
    // when the folder cannot be read.
    std::vector<std::unique_ptr<RunRecord>> all() const { return began_since(0); }
    // Those of all() that began at this time of Trakt or later.
    std::vector<std::unique_ptr<RunRecord>> began_since(std::int64_t from_ms) const;
    // Removes the records to which nothing was added for 90 days. `now_ms`: Trakt's time. A file that cannot be removed
    // stays.
    void prune(std::int64_t now_ms);

private:
    std::vector<std::string> names() const;

    const state::StateFolder* folder_;
    const Log& log_;
    std::string account_;  // empty: not known
    bool is_pruned_ = false;
};

}  // namespace mod_trakt::account
