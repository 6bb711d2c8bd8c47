// What the configuration decides about reads and writes; filled by module/config.
#pragma once

#include <cstdint>
#include <optional>

#include "index/paging/page_options.hpp"
#include "model/key_rules.hpp"

namespace mod_trakt::account {

struct Options {
    KeyRules keys;
    std::int64_t verify_ms = 86'400'000;  // how long changes that cancel in all counts may stay unseen

    index::PageOptions watchlist_pages;
    int watchlist_chunk = 100;
    std::optional<int> watchlist_limit;  // given: wins over the account's own limit
    bool watchlist_vip = false;
    bool watchlist_log_rate_limits = true;

    index::PageOptions ratings_pages;
    int ratings_chunk = 100;

    index::PageOptions history_pages;
    int history_chunk = 100;
    bool history_number_fallback =
        false;                        // try an episode that is unknown by its own ids once more by show and numbers
    bool history_collection = false;  // mirror confirmed plays to the collection
    bool history_collection_movies = true;
    bool history_collection_shows = true;
};

}  // namespace mod_trakt::account
