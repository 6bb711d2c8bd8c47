// Reading the statistics of the user.
#include "trakt/stats.hpp"

#include "trakt/counts.hpp"
#include "trakt/failure.hpp"
#include "trakt/paths.hpp"

namespace mod_trakt::trakt {

Stats::Stats(json::Value answer) {
    for (const MediaType type : media_types) {
        plays_[index_of(type)] = count_of(answer[plural(type)]["plays"]);
        ratings_[index_of(type)] = count_of(answer[plural(type)]["ratings"]);
    }
}

std::optional<std::int64_t> Stats::count(FeatureId feature, MediaType type) const noexcept {
    switch (feature) {
        case FeatureId::History: return plays_[index_of(type)];
        case FeatureId::Ratings: return ratings_[index_of(type)];
        case FeatureId::Watchlist: break;
    }
    return std::nullopt;
}

Stats get_stats(Api& api, const CallScope& scope) {
    try {
        return Stats(api.get(stats_path, scope).body.root());
    } catch (const Failure& failure) {
        if (ends_the_call_if_optional(failure.error())) throw;
        return {};
    }
}

}  // namespace mod_trakt::trakt
