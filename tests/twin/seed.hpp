// Fills accounts with generated data, equal for equal sizes and seeds.
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

// How many titles the sizes need; the catalogue may have more.
std::size_t movies_needed(const SeedSizes& sizes);
std::size_t shows_needed(const SeedSizes& sizes);

// A fifth of the plays are of movies. The plays are spread over years; some share a minute, some are rewatches, some
// have an unknown date, some are of specials. The latest times, also of the activity stamps, are a day before `now_ms`.
void seed_account(Account& account, const SeedSizes& sizes, std::int64_t now_ms);

}  // namespace mod_trakt::twin
