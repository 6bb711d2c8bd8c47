// One page of a Trakt list, with the counts from its headers.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "trakt/api.hpp"

namespace mod_trakt::trakt {

struct Page : PageCounts {
    json::Document body;  // its root is an array
    std::size_t rows = 0;
    RateTexts rate_texts;
};

// "<path>[?&]page=N&limit=L". Throws Failure as Api::get() does, and BAD_DATA if the answer is
// not an array.
Page get_page(Api& api, const std::string& path, std::int64_t page, int limit, const CallScope& scope);

struct PageTarget {
    std::string path;
    std::int64_t page = 1;
    int limit = 250;
};

// Reads several pages, at most `window` at a time. `on_page` receives each on arrival, in any order, with its index in
// `targets`; when it returns false, no more pages are read. If one of the pages fails, throws FailureOf and aborts
// those in flight. Throws another Failure if there is no token.
void get_pages(Api& api, std::span<const PageTarget> targets, std::size_t window, const CallScope& scope,
               const std::function<bool(std::size_t, Page)>& on_page);

}  // namespace mod_trakt::trakt
