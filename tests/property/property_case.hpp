// One case: an account and a few rounds of edits on the site, each followed by an index. The seed decides everything.
#pragma once

#include <cstdint>
#include <string>

#include "site.hpp"

namespace mod_trakt::property {

struct CaseResult {
    std::size_t steps = 0, indexes = 0;
    std::size_t refused = 0;      // indexes that were INCOMPLETE and were allowed to be
    std::size_t partly_seen = 0;  // indexes that were allowed to miss changes, and did
    std::size_t exact_at_once = 0, exact_after_verify_hours = 0, limits_checked = 0;
    std::string failure;  // empty: all promises were kept
};

// The largest numbers that a case uses.
constexpr std::int64_t most_plays = 3000, most_entries = 240;

CaseResult run_case(std::uint64_t seed, Site& site, bool check_limits);

}  // namespace mod_trakt::property
