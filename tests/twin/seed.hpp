// Fills accounts with data that is the same for the same numbers.
#pragma once

#include <cstdint>
#include <memory>

#include "twin/account.hpp"

namespace mod_trakt::twin {

struct SeedSizes {
    std::int64_t plays = 0;
    std::int64_t ratings = 0;
    std::int64_t watchlist = 0;
    std::int64_t seed = 1;
};

// How many titles the sizes need; the catalogue may hold more.
std::size_t movies_needed(const SeedSizes& sizes);
std::size_t shows_needed(const SeedSizes& sizes);

// A fifth of the plays are of movies. Years are spread, some plays share a minute, some are rewatches, some have an
// unknown date, some are of specials. All of it ends a day before `now_ms`, and so do the activity stamps.
void seed_account(Account& account, const SeedSizes& sizes, std::int64_t now_ms);

}  // namespace mod_trakt::twin
