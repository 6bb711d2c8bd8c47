// Reads whole Trakt lists, page by page, or fails: there is no shorter result (trakt-api.md 7, IDX-1 to IDX-5).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "support/log.hpp"
#include "sync/options.hpp"
#include "sync/read_progress.hpp"
#include "trakt/page.hpp"

namespace mod_trakt::sync {

struct List {
    std::string path;  // "/sync/history/movies"
    PageOptions pages;
    // What makes a row the same row when it is seen twice; absent: the row has no identity.
    std::function<std::optional<std::int64_t>(json::Value row)> identity;
    // Rows of this list never repeat, so one that does has moved while the pages were read.
    bool rows_are_unique = false;
    // Hands over the rows of one page that were not seen before in this round.
    std::function<void(const trakt::Page& page, std::span<const json::Value> rows)> take;
    // The list changed under way and is read from its start: forget what was taken of it.
    std::function<void()> restart;
};

// Reads all lists to their ends; `progress` may be null. Throws Failure: INCOMPLETE ("partial_read") when a list could
// not be finished after something was read of it, or keeps moving; ("page_cap") when max_pages was reached; else what
// the first request failed with.
void read_lists(trakt::Api& api, std::span<const List> lists, std::string_view feature, ReadProgress* progress,
                const CallScope& scope, const Log& log);

}  // namespace mod_trakt::sync
