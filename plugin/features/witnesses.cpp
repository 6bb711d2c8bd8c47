#include "features/witnesses.hpp"

#include <array>

#include "index/plays/play_changes.hpp"
#include "trakt/activities.hpp"
#include "trakt/failure.hpp"
#include "trakt/page.hpp"
#include "trakt/paths.hpp"
#include "trakt/watched_map.hpp"

namespace mod_trakt::features {

bool Witnesses::confirm_plays(MediaType type, const index::RowsSeen& rows, std::span<const index::Play> plays) {
    const auto by_stats = agrees_with_stats(FeatureId::History, type, rows.count);
    if (by_stats.value_or(false)) return true;
    // An empty map proves nothing, because the outage that emptied the list may have emptied the map too. Statistics
    // may lag, so a map that has times may agree with the list when they do not.
    if (rows.count > 0) return agrees_with_map(type, plays);
    return !by_stats && rows.announced <= 0 && was_never_used(FeatureId::History, std::array{type});
}

bool Witnesses::confirm_ratings(MediaType type, const index::RowsSeen& rows) {
    const auto by_stats = agrees_with_stats(FeatureId::Ratings, type, rows.count);
    if (by_stats) return *by_stats;
    return rows.count == 0 && rows.announced <= 0 && was_never_used(FeatureId::Ratings, std::array{type});
}

bool Witnesses::confirm_watchlist(std::span<const MediaType> types, const std::string& list,
                                  const index::RowsSeen& rows) {
    // These counts include the rows that the list announces and does not show.
    if (rows.announced > 0) return false;
    std::optional<std::int64_t> announced = 0;
    for (const MediaType type : types) {
        const auto count = announced_on_watchlist(type);
        announced = announced && count ? std::optional(*announced + *count) : std::nullopt;
        if (!announced) break;
    }
    if (announced) return *announced == rows.count;
    if (rows.count == 0 && was_never_used(FeatureId::Watchlist, types)) return true;
    return context_.knowledge.note_sighting(FeatureId::Watchlist, list, rows);
}

std::optional<bool> Witnesses::agrees_with_stats(FeatureId feature, MediaType type, std::int64_t rows) {
    if (!stats_) stats_ = trakt::get_stats(context_.api, scope_);
    const auto count = stats_->count(feature, type);
    return count ? std::optional(*count == rows) : std::nullopt;
}

bool Witnesses::agrees_with_map(MediaType type, std::span<const index::Play> plays) {
    constexpr std::int64_t any_number_of_pages = 1'000'000;
    const std::vector<trakt::WatchedTime> times = index::sorted_times(plays);
    const auto expected = static_cast<std::int64_t>(times.size());
    const auto map =
        trakt::get_watched_map(context_.api, type, {.times = expected, .most_pages = any_number_of_pages}, scope_).map;
    // Equal numbers are not enough: the list may lack one row, and the map another one.
    return map && !map->times.empty() && map->times == times;
}

bool Witnesses::was_never_used(FeatureId feature, std::span<const MediaType> types) {
    try {
        return trakt::are_unset(feature, types, context_.api.get(trakt::activities_path, scope_).body.root());
    } catch (const Failure& failure) {
        if (trakt::ends_the_call_if_optional(failure.error())) throw;
        return false;
    }
}

std::optional<std::int64_t> Witnesses::announced_on_watchlist(MediaType type) {
    try {
        return trakt::get_page(context_.api, trakt::list_path(FeatureId::Watchlist, type), 1, 1, scope_).item_count;
    } catch (const Failure& failure) {
        if (trakt::ends_the_call_if_optional(failure.error())) throw;
        return std::nullopt;
    }
}

}  // namespace mod_trakt::features
