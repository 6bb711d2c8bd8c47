// What an account holds of one feature, to be asked by any id: the answer to "is this there already, and which play is
// it?"
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "index/snapshot/snapshot.hpp"
#include "model/media_ref.hpp"

namespace mod_trakt::account {

struct Holding {
    std::int64_t history_id = 0;  // plays; 0 otherwise
    std::int64_t watched_ms = 0;  // plays, as Trakt has it
    int rating = 0;               // ratings; 0 otherwise
    std::optional<std::int64_t> rated_ms;
};

class Holdings {
public:
    // Throws Failure INTERNAL when the snapshot is not what was written: never "nothing is held".
    static Holdings of(const index::CompleteSnapshot& snapshot, const KeyRules& rules);

    void add(const Item& item, const Holding& holding);
    void merge(const Holdings& other);
    // These plays are no longer held.
    void forget(const std::set<std::int64_t>& history_ids);
    // All that is held of this medium: by the first of its ids (Trakt's own before others) that anything is known
    // under. Differing Trakt ids are different titles, whatever other ids they share.
    std::vector<Holding> find(const MediaRef& ref) const;
    // By the first of these names under which anything is known.
    std::vector<Holding> find_any(std::span<const MediaRef> names) const;
    bool holds(const MediaRef& ref) const { return !find(ref).empty(); }
    std::size_t size() const noexcept { return holdings_.size() - forgotten_; }

private:
    // Trakt's ids of a title and of its show; empty where they are not known.
    struct TraktIds {
        std::string own, show;
    };
    static bool contradict(const TraktIds& a, const TraktIds& b) noexcept;
    static TraktIds trakt_ids_of(const Item& item);
    static TraktIds trakt_ids_of(const MediaRef& ref);

    std::vector<Holding> holdings_;
    std::vector<TraktIds> trakt_ids_;  // beside holdings_
    std::vector<bool> gone_;           // as long as holdings_, or shorter: the rest is held
    std::size_t forgotten_ = 0;
    std::unordered_map<std::string, std::vector<std::uint32_t>> by_token_;
};

}  // namespace mod_trakt::account
