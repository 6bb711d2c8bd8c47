// The features of this provider. Hosts use their names.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mod_trakt {

enum class FeatureId : std::uint8_t { Watchlist, Ratings, History };

inline constexpr std::array feature_ids = {FeatureId::Watchlist, FeatureId::Ratings, FeatureId::History};
inline constexpr std::size_t feature_count = feature_ids.size();

constexpr std::size_t index_of(FeatureId feature) noexcept { return static_cast<std::size_t>(feature); }

// The name in the ABI, the configuration, file names and the log.
constexpr std::string_view name_of(FeatureId feature) noexcept {
    switch (feature) {
        case FeatureId::Watchlist: return "watchlist";
        case FeatureId::Ratings: return "ratings";
        case FeatureId::History: return "history";
    }
    return {};
}

// Checks that feature_ids has every enumerator, in order: each has a name, else the switch does not compile, and there
// is no name after the last one.
static_assert([] {
    for (std::size_t i = 0; i < feature_count; ++i)
        if (index_of(feature_ids[i]) != i || name_of(feature_ids[i]).empty()) return false;
    return name_of(static_cast<FeatureId>(feature_count)).empty();
}());

constexpr std::optional<FeatureId> feature_named(std::string_view name) noexcept {
    for (const FeatureId feature : feature_ids)
        if (name_of(feature) == name) return feature;
    return std::nullopt;
}

// Features that hosts know but this provider does not offer.
inline constexpr std::array<std::string_view, 1> names_not_offered = {"playlists"};

constexpr bool is_not_offered(std::string_view name) noexcept {
    for (const std::string_view other : names_not_offered)
        if (other == name) return true;
    return false;
}

}  // namespace mod_trakt
