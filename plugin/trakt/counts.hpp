// Counts that Trakt gives in headers and bodies, none of them larger than can be reckoned with.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "http/transport.hpp"
#include "support/json/value.hpp"

namespace mod_trakt::trakt {

// Far beyond any account (Trakt keeps 100,000 plays), and small enough to be added and multiplied without overflow.
inline constexpr std::int64_t largest_count = 1'000'000'000;
constexpr bool is_count(std::int64_t number) noexcept { return number >= 0 && number <= largest_count; }

// Nothing for what cannot be a count: no whole number, negative, or over largest_count.
std::optional<std::int64_t> count_of(json::Value value);
// The same, and 0 for one that is missing or null.
std::optional<std::int64_t> count_or_0(json::Value value);
// How many plays a removal has deleted; nothing when its answer does not count them.
std::optional<std::int64_t> deleted_plays(json::Value answer);
std::optional<std::int64_t> count_header(const http::Headers& headers, std::string_view name);

}  // namespace mod_trakt::trakt
