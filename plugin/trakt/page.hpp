// One page of a Trakt list and what its headers say about the rest (trakt-api.md 7).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "trakt/api.hpp"

namespace mod_trakt::trakt {

struct Page {
    json::Document body;  // its root is an array
    std::size_t rows = 0;
    std::optional<std::int64_t> page_count;
    std::optional<std::int64_t> item_count;
    std::optional<std::int64_t> limit;  // the page size that Trakt applied
    http::Headers headers;
};

// "<path>[?&]page=N&limit=L". Throws Failure; BAD_DATA when the answer is not an array.
Page get_page(Api& api, const std::string& path, std::int64_t page, int limit, const CallScope& scope);

}  // namespace mod_trakt::trakt
