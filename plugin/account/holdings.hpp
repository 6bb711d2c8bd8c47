// What an account holds of one feature. Answers by any id whether a title is held, and which plays or rating of it.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <vector>

#include "account/held_items.hpp"
#include "index/snapshot/snapshot.hpp"
#include "model/key_rules.hpp"
#include "model/media_ref.hpp"

namespace mod_trakt::account {

class HeldRows;

// Not thread-safe, and copies share what they have found.
class Holdings {
public:
    // Reads nothing until the first question, see HeldRows.
    static Holdings of(const index::CompleteSnapshot& snapshot, const KeyRules& rules);

    // Finds all these names in one pass; otherwise each new question makes a pass. This and each question throws
    // Failure INTERNAL when a snapshot is damaged, instead of finding nothing.
    void look_for(std::span<const MediaRef> names) const;
    void add(const Item& item, const Holding& holding) { items_.add(item, holding); }
    void merge(const Holdings& other);
    // Removes these plays.
    void forget(const std::set<std::int64_t>& history_ids);
    // All holdings of this title, found by the first of its ids that matches anything; Trakt's own id is tried first.
    // Titles with different Trakt ids are different, even if they share other ids.
    std::vector<Holding> find(const MediaRef& ref) const;
    // The same, by the first of these names that matches anything.
    std::vector<Holding> find_any(std::span<const MediaRef> names) const;
    bool holds(const MediaRef& ref) const { return !find(ref).empty(); }
    std::size_t size() const;

private:
    struct Part {
        std::shared_ptr<HeldRows> rows;
        std::set<std::int64_t> gone;
    };
    std::vector<Part> parts_;  // one per snapshot
    HeldItems items_;
};

}  // namespace mod_trakt::account
