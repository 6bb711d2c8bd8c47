// The cheapest proof of what is new in a list of plays: the newest page, whose header also has the total.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "index/plays/play_list.hpp"

namespace mod_trakt::index {

// How many rows of `page`, the present first page of the list, are new. Nullopt unless new rows at the top are the only
// change: each new row is at least as new as the newest former one, the rows below are the former top rows, and the
// former count plus the new rows is `total`. `top`: the first former plays, at least as many as the page has, out of
// `count`.
std::optional<std::size_t> new_on_top(std::span<const Play> top, std::size_t count, std::span<const Play> page,
                                      std::int64_t total);

// Returns `before` with the new plays of `page` on top.
std::vector<Play> put_on_top(std::span<const Play> before, std::span<const Play> page);

}  // namespace mod_trakt::index
