#include "trakt/activities.hpp"

#include <array>
#include <span>

namespace mod_trakt::trakt {
namespace {

constexpr std::array<std::string_view, 5> watchlist_leaves = {"watchlist.updated_at", "movies.watchlisted_at",
                                                              "shows.watchlisted_at", "seasons.watchlisted_at",
                                                              "episodes.watchlisted_at"};
constexpr std::array<std::string_view, 2> history_leaves = {"movies.watched_at", "episodes.watched_at"};
constexpr std::array<std::string_view, 4> ratings_leaves = {"movies.rated_at", "shows.rated_at", "seasons.rated_at",
                                                            "episodes.rated_at"};

std::span<const std::string_view> leaves_of(std::string_view feature) {
    if (feature == "watchlist") return watchlist_leaves;
    if (feature == "history") return history_leaves;
    return ratings_leaves;
}

}  // namespace

std::string_view value_of(const Stamps& stamps, std::string_view leaf) noexcept {
    for (const Stamp& stamp : stamps)
        if (stamp.leaf == leaf) return stamp.value;
    return {};
}

void set_value(Stamps& stamps, std::string_view leaf, std::string_view value) {
    for (Stamp& stamp : stamps)
        if (stamp.leaf == leaf) stamp.value = value;
}

Stamps stamps_of(std::string_view feature, json::Value activities) {
    Stamps stamps;
    for (const std::string_view leaf : leaves_of(feature)) {
        const std::size_t dot = leaf.find('.');
        const json::Value value = activities[leaf.substr(0, dot)][leaf.substr(dot + 1)];
        stamps.push_back({std::string(leaf), std::string(value.text())});
    }
    return stamps;
}

}  // namespace mod_trakt::trakt
