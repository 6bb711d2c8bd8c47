// The name of a file has the time at which its run began, and a hash of the run's name.
#include "account/run_records.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "state/atomic_file.hpp"
#include "support/error.hpp"
#include "support/hash.hpp"
#include "support/iso_time.hpp"
#include "support/random.hpp"

namespace mod_trakt::account {
namespace {

constexpr std::string_view record_suffix = ".jsonl";

std::string end_of_name(std::string_view run) { return "-" + hex_of(hash_of({run})) + std::string(record_suffix); }

// "2026-02-03T02:40:00.000Z-2f8a...": sorted by name, the files are in the order of their runs.
std::string name_for(std::string_view run, std::int64_t now_ms) {
    return format_exact_iso_ms(now_ms) + end_of_name(run);
}

// When the run of this file began.
std::int64_t began_in_name(std::string_view name) {
    return parse_iso_ms(name.substr(0, name.find('Z') + 1)).value_or(0);
}

}  // namespace

void RunRecords::open(const std::string& account, bool is_other) {
    if (account == account_) return;
    const std::string former = std::exchange(account_, account);
    is_pruned_ = false;
    if (is_other || former.empty() || !are_kept()) return;
    try {
        state::Files& files = folder_->files();
        std::vector<std::string> moved;
        const std::string from = folder_->runs_folder(former);
        if (files.list_folder(from.c_str(), moved) != 0) return;
        folder_->open_precious(account_);
        state::make_folder(files, folder_->runs_folder(account_));
        for (const std::string& name : moved)
            (void)files.rename((from + "/" + name).c_str(), (folder_->runs_folder(account_) + "/" + name).c_str());
    } catch (const Failure& failure) {
        log_.with(LogLevel::Warn, "undo", "records_not_moved",
                  [&](json::Writer& fields) { fields.member("message", failure.error().message); });
    }
}

std::string RunRecords::new_name() { return "call-" + hex_of(random_word()); }

std::vector<std::string> RunRecords::names() const {
    std::vector<std::string> names;
    const std::string folder = folder_->runs_folder(account_);
    if (folder_->files().list_folder(folder.c_str(), names) != 0 && errno != ENOENT)
        throw Failure(Status::Host, "state_unreadable", "cannot read the folder " + folder);
    std::erase_if(names, [](const std::string& name) { return !name.ends_with(record_suffix); });
    std::sort(names.begin(), names.end());
    return names;
}

std::unique_ptr<RunRecord> RunRecords::record_of(const std::string& run, const std::string& undoes,
                                                 std::int64_t now_ms) {
    folder_->open_precious(account_);
    const std::string folder = folder_->runs_folder(account_);
    state::make_folder(folder_->files(), folder);
    const std::vector<std::string> known = names();
    // Trakt's time is known only to the second, but each run gets a later time than those before it.
    const std::int64_t after_ms = known.empty() ? 0 : began_in_name(known.back()) + 1;
    std::string name = name_for(run, std::max(now_ms, after_ms));
    for (const std::string& one : known)
        if (one.ends_with(end_of_name(run))) name = one;
    return std::make_unique<RunRecord>(folder_->files(), folder + "/" + name, run, undoes);
}

std::vector<std::unique_ptr<RunRecord>> RunRecords::began_since(std::int64_t from_ms) const {
    std::vector<std::unique_ptr<RunRecord>> records;
    if (!are_kept()) return records;
    for (const std::string& name : names()) {
        if (began_in_name(name) < from_ms) continue;
        auto record = std::make_unique<RunRecord>(folder_->files(), folder_->runs_folder(account_) + "/" + name);
        try {
            record->load();
        } catch (const Failure& failure) {
            log_.with(LogLevel::Warn, "undo", "record_unreadable",
                      [&](json::Writer& fields) { fields.member("message", failure.error().message); });
            continue;
        }
        if (record->has_changes()) records.push_back(std::move(record));
    }
    return records;
}

void RunRecords::prune(std::int64_t now_ms) {
    if (!are_kept() || std::exchange(is_pruned_, true)) return;
    const std::string youngest = name_for({}, now_ms - kept_ms);
    for (const std::string& name : names()) {
        if (name >= youngest) break;  // the runs after it began later
        const std::string path = folder_->runs_folder(account_) + "/" + name;
        try {
            RunRecord record(folder_->files(), path);
            record.load();
            if (record.last_ms() < now_ms - kept_ms) state::remove_file(folder_->files(), path);
        } catch (const Failure&) {
            // A damaged record was set aside; another one is tried again later.
        }
    }
}

}  // namespace mod_trakt::account
