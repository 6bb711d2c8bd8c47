// The cheapest proof of what is new in a list of plays: its newest page, whose header also gives the total.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "sync/play_list.hpp"

namespace mod_trakt::sync {

// How many rows at the top of `page` (the first one of the list now) are new, when that is all that has changed:
// every new row is at least as new as the newest of `before`, the rows below them are those of `before`, and the
// numbers add up to `total`. Nothing when that is not so.
std::optional<std::size_t> new_on_top(std::span<const Play> before, std::span<const Play> page, std::int64_t total);

}  // namespace mod_trakt::sync
