// The options of reads and writes; filled by module/config.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "index/paging/page_options.hpp"
#include "model/feature_id.hpp"
#include "model/key_rules.hpp"
#include "support/clock.hpp"

namespace mod_trakt::account {

// The options that every feature has.
struct FeatureOptions {
    index::PageOptions pages;
    int chunk = 100;  // pieces in one request of a write
};

// How many changes may be made without a confirmation.
struct GuardOptions {
    bool is_on = true;
    std::int64_t plays_per_minute = 50;  // new plays on one minute
    double remove_ratio = 0.5;           // of what the account has of a feature
    std::string confirmed_code;          // empty: none
};

struct Options {
    KeyRules keys;
    std::int64_t verify_ms = day_ms;  // how long changes that leave all counts as they were may stay unseen
    // How long after the end of a request Trakt may still apply it.
    std::int64_t settle_ms = 15'000;

    std::array<FeatureOptions, feature_count> by_feature;
    FeatureOptions& of(FeatureId feature) noexcept { return by_feature[index_of(feature)]; }
    const FeatureOptions& of(FeatureId feature) const noexcept { return by_feature[index_of(feature)]; }

    std::optional<int> watchlist_limit;  // if set, it is used instead of the account's limit
    bool watchlist_vip = false;
    bool watchlist_log_rate_limits = true;

    bool history_number_fallback = false;  // an episode not found by its own ids is tried once more by show and numbers
    bool history_collection = false;       // mirror confirmed plays to the collection
    bool history_collection_movies = true;
    bool history_collection_shows = true;

    GuardOptions guard;
};

}  // namespace mod_trakt::account
