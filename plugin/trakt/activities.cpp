// Which stamps belong to which feature.
#include "trakt/activities.hpp"

#include <algorithm>
#include <array>

namespace mod_trakt::trakt {
namespace {

struct Leaves {
    FeatureId feature;
    std::string_view of_all;                                      // empty: there is none
    std::array<std::string_view, media_type_count> of_type = {};  // by MediaType; empty: not of this feature
};

constexpr std::array<Leaves, feature_count> table = {{
    {FeatureId::Watchlist,
     "watchlist.updated_at",
     {"movies.watchlisted_at", "shows.watchlisted_at", "seasons.watchlisted_at", "episodes.watchlisted_at"}},
    {FeatureId::Ratings, {}, {"movies.rated_at", "shows.rated_at", "seasons.rated_at", "episodes.rated_at"}},
    {FeatureId::History, {}, {"movies.watched_at", {}, {}, "episodes.watched_at"}},
}};

// The groups that a complete answer has.
constexpr std::array<std::string_view, 12> groups = {"movies",   "episodes",       "shows",         "seasons",
                                                     "comments", "lists",          "watchlist",     "favorites",
                                                     "account",  "collaborations", "saved_filters", "notes"};

// Checks that each feature has its own entry with at least one stamp, and shares no stamp with another feature: a stamp
// proves only one feature.
constexpr bool is_complete() {
    for (std::size_t i = 0; i < table.size(); ++i) {
        bool any = !table[i].of_all.empty();
        for (const MediaType type : media_types) {
            const std::string_view leaf = table[i].of_type[index_of(type)];
            if (leaf.empty()) continue;
            any = true;
            if (!leaf.starts_with(plural(type)) || leaf[plural(type).size()] != '.') return false;
            for (std::size_t j = 0; j < i; ++j)
                if (table[j].of_type[index_of(type)] == leaf) return false;
        }
        if (!any || index_of(table[i].feature) != i) return false;
    }
    return true;
}
static_assert(is_complete());

void add(Stamps& stamps, std::string_view leaf, json::Value activities) {
    if (leaf.empty()) return;
    const std::size_t dot = leaf.find('.');
    const json::Value value = activities[leaf.substr(0, dot)][leaf.substr(dot + 1)];
    stamps.push_back({std::string(leaf), std::string(value.text())});
}

}  // namespace

std::string_view leaf_of(FeatureId feature, MediaType type) noexcept {
    return table[index_of(feature)].of_type[index_of(type)];
}

std::string_view leaf_of_all(FeatureId feature) noexcept { return table[index_of(feature)].of_all; }

std::string_view value_of(const Stamps& stamps, std::string_view leaf) noexcept {
    for (const Stamp& stamp : stamps)
        if (stamp.leaf == leaf) return stamp.value;
    return {};
}

void set_value(Stamps& stamps, std::string_view leaf, std::string_view value) {
    for (Stamp& stamp : stamps)
        if (stamp.leaf == leaf) stamp.value = value;
}

bool are_unset(FeatureId feature, std::span<const MediaType> types, json::Value activities) {
    if (activities["all"].text().empty()) return false;
    std::vector<std::string_view> leaves;
    for (const MediaType type : types)
        if (const std::string_view leaf = leaf_of(feature, type); !leaf.empty()) leaves.push_back(leaf);
    // The stamp of the whole list counts only if all types are asked for: entries of other types set it, too.
    if (types.size() == media_type_count && !leaf_of_all(feature).empty()) leaves.push_back(leaf_of_all(feature));
    const auto is_set = [&](std::string_view leaf) {
        const std::size_t dot = leaf.find('.');
        return !activities[leaf.substr(0, dot)][leaf.substr(dot + 1)].null_or_absent();
    };
    const auto is_own = [&](std::string_view group) {
        return std::any_of(leaves.begin(), leaves.end(),
                           [&](std::string_view leaf) { return leaf.substr(0, leaf.find('.')) == group; });
    };
    return !leaves.empty() && std::none_of(leaves.begin(), leaves.end(), is_set) &&
           std::all_of(groups.begin(), groups.end(),
                       [&](std::string_view group) { return is_own(group) || activities[group].is_object(); });
}

std::string_view settings_stamp(json::Value activities) noexcept { return activities["account"]["settings_at"].text(); }

Stamps stamps_of(FeatureId feature, json::Value activities) {
    Stamps stamps;
    add(stamps, leaf_of_all(feature), activities);
    for (const MediaType type : media_types) add(stamps, leaf_of(feature, type), activities);
    return stamps;
}

}  // namespace mod_trakt::trakt
