// What an account has of one feature: finds the held title that an input means, and its plays, rating or entry.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <vector>

#include "account/held_items.hpp"
#include "index/snapshot/snapshot.hpp"
#include "model/key_rules.hpp"

namespace mod_trakt::account {

class HeldRows;

// Not thread-safe; copies share the results of their questions.
class Holdings {
public:
    // Reads nothing until the first question, see HeldRows.
    static Holdings of(const index::CompleteSnapshot& snapshot, const KeyRules& rules);

    // Finds all these titles in one pass; otherwise each new question makes a pass. Like each question, throws Failure
    // INTERNAL if a snapshot is damaged, instead of finding nothing.
    void look_for(std::span<const TitleName> names) const;
    void add(TitleName name, const Holding& holding) { items_.add(std::move(name), holding); }
    void merge(const Holdings& other);
    // Lets match() know the titles of this snapshot, but not their holdings, because these are looked up by title or
    // minute.
    void know_titles_of(const index::CompleteSnapshot& snapshot, const KeyRules& rules);
    // Removes these plays.
    void forget(const std::set<std::int64_t>& history_ids);
    // Finds the held title that this name means, by match_title().
    HeldMatch match(const TitleName& name) const;
    // True if these are all holdings of the account, not only some that were looked up.
    bool are_complete() const noexcept;
    // Notes that the account may have titles that these holdings do not show, because they were looked up by title or
    // minute.
    void note_unknown_titles() noexcept { lack_titles_ = true; }
    bool know_all_titles() const noexcept { return !lack_titles_; }
    // All plays of these minutes (Unix epoch, ms).
    std::vector<HeldPlay> plays_at(const std::set<std::int64_t>& minutes_ms) const;
    // The ratings or watchlist entries of the snapshots between these moments (Unix epoch, ms), both included.
    std::vector<HeldEntry> entries_between(std::int64_t from_ms, std::int64_t until_ms) const;
    std::size_t size() const;

private:
    struct Part {
        std::shared_ptr<HeldRows> rows;
        bool are_titles_only = false;
        std::set<std::int64_t> gone;
    };
    std::vector<Part> parts_;  // one per snapshot
    HeldItems items_;
    bool lack_titles_ = false;
};

}  // namespace mod_trakt::account
