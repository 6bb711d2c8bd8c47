// What an account holds of one feature, to be asked by any id: the answer to "is this there already, and which play is
// it?"
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

class Holdings {
public:
    // Nothing is read before it is asked for, see HeldRows. Copies share what was found.
    static Holdings of(const index::CompleteSnapshot& snapshot, const KeyRules& rules);

    // Tells what is going to be asked for: all of it is found in one pass, which is otherwise made for each question.
    // Like each question it throws Failure INTERNAL when a snapshot is not what was written: never "nothing is held".
    void look_for(std::span<const MediaRef> names) const;
    void add(const Item& item, const Holding& holding) { items_.add(item, holding); }
    void merge(const Holdings& other);
    // These plays are no longer held.
    void forget(const std::set<std::int64_t>& history_ids);
    // All that is held of this medium: by the first of its ids (Trakt's own before others) that anything is known
    // under. Differing Trakt ids are different titles, whatever other ids they share.
    std::vector<Holding> find(const MediaRef& ref) const;
    // By the first of these names under which anything is known.
    std::vector<Holding> find_any(std::span<const MediaRef> names) const;
    bool holds(const MediaRef& ref) const { return !find(ref).empty(); }
    std::size_t size() const;

private:
    struct Part {
        std::shared_ptr<HeldRows> rows;
        std::set<std::int64_t> gone;
    };
    std::vector<Part> parts_;  // snapshots
    HeldItems items_;
};

}  // namespace mod_trakt::account
