// Counts in Trakt's headers and bodies, limited so that sums cannot overflow.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "http/transport.hpp"
#include "support/json/value.hpp"

namespace mod_trakt::trakt {

// Far above any account (Trakt keeps 100,000 plays), and small enough for sums and products without overflow.
inline constexpr std::int64_t largest_count = 1'000'000'000;
constexpr bool is_count(std::int64_t number) noexcept { return number >= 0 && number <= largest_count; }

// Nullopt if the value is not a count: not a whole number, negative, or above largest_count.
std::optional<std::int64_t> count_of(json::Value value);
// The same, but 0 for a missing value or null.
std::optional<std::int64_t> count_or_0(json::Value value);
// How many plays a removal has deleted; nullopt if its answer has no count.
std::optional<std::int64_t> deleted_plays(json::Value answer);
// Nullopt if the header is missing or not a count.
std::optional<std::int64_t> count_header(const http::Headers& headers, std::string_view name);

}  // namespace mod_trakt::trakt
