// What the configuration decides about reads and writes; filled by module/config.
#pragma once

#include <cstdint>
#include <optional>

#include "model/key_rules.hpp"

namespace mod_trakt::sync {

struct PageOptions {
    int per_page = 250;            // what Trakt serves at most
    std::optional<int> max_pages;  // reaching it is INCOMPLETE, never a shorter index
    int in_flight = 4;             // pages that are asked for at a time
};

struct Options {
    KeyRules keys;
    std::int64_t verify_ms = 86'400'000;  // how long changes that cancel in all counts may stay unseen

    PageOptions watchlist_pages;
    int watchlist_chunk = 100;
    std::optional<int> watchlist_limit;  // given: wins over the account's own limit
    bool watchlist_vip = false;
    bool watchlist_log_rate_limits = true;

    PageOptions ratings_pages;
    int ratings_chunk = 100;

    PageOptions history_pages;
    int history_chunk = 100;
    bool history_number_fallback =
        false;                        // try an episode that is unknown by its own ids once more by show and numbers
    bool history_collection = false;  // mirror confirmed plays to the collection
    bool history_collection_movies = true;
    bool history_collection_shows = true;
};

}  // namespace mod_trakt::sync
