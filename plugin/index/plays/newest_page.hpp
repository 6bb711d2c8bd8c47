// The cheapest proof of what is new in a list of plays: its newest page, whose header also gives the total.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "index/plays/play_list.hpp"

namespace mod_trakt::index {

// How many rows of `page` (the first one of the list now) are new, when that is all that has changed: every new row is
// at least as new as the newest one before, the rows below them are those that were on top before, and the numbers add
// up to `total`. Nothing when that is not so. `top`: the first plays before, at least as many as the page holds, of
// `count` in all.
std::optional<std::size_t> new_on_top(std::span<const Play> top, std::size_t count, std::span<const Play> page,
                                      std::int64_t total);

// `before` with the plays of `page` on top, where they are not the same ones anyway.
std::vector<Play> put_on_top(std::span<const Play> before, std::span<const Play> page);

}  // namespace mod_trakt::index
