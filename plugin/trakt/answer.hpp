// An answer of Trakt: its body, and its headers as plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/json/value.hpp"

namespace mod_trakt::http {
class Headers;
}

namespace mod_trakt::trakt {

// The counts in the headers of a list page; nullopt where a header is missing.
struct PageCounts {
    std::optional<std::int64_t> page_count;
    std::optional<std::int64_t> item_count;
    std::optional<std::int64_t> limit;  // the page size that Trakt applied
};

// A limit on requests, and how many are left; nullopt where unknown.
struct Rate {
    std::optional<std::int64_t> limit, remaining, reset_s;
};

// Headers about limits, by name, in a form that logs may show.
using RateTexts = std::vector<std::pair<std::string_view, std::string>>;

struct Answer {
    int status = 0;
    json::Document body;  // empty (no root) for a 204 or an empty body
    PageCounts counts;
    // When Trakt answered, by its own clock (Unix epoch); nullopt if the answer has no date.
    std::optional<std::int64_t> server_time_ms;
    RateTexts rate_texts;
};

// Reads everything except the body.
void read_headers(const http::Headers& headers, Answer& answer);

}  // namespace mod_trakt::trakt
