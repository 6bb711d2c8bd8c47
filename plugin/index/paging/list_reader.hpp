// Reads whole Trakt lists, several pages at a time. A list that cannot be read whole is an error, never a shorter list.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "index/paging/list_pass.hpp"
#include "index/paging/page_options.hpp"
#include "index/paging/read_progress.hpp"
#include "support/log.hpp"
#include "trakt/page.hpp"

namespace mod_trakt::index {

struct List {
    std::string path;  // "/sync/history/movies"
    PageOptions pages;
    // Identity of a row: equal for the same row on two pages. Nullopt: the row is identified by its whole text.
    std::function<std::optional<std::int64_t>(json::Value row)> identity;
    bool rows_are_unique = false;  // see ListPass
    // Receives the rows of one page, in the order of the pages: the rows that are new in this round, or all of them if
    // rows may repeat.
    std::function<void(const trakt::Page& page, std::span<const json::Value> rows)> take;
    // The list changed while it was read and is read again from its start: the callback discards the rows taken so far.
    std::function<void()> restart;
    // For pages that were kept from an earlier read and need no request: takes over the rows of the page and returns
    // its facts. Nullopt: the page was not kept. May be an empty function. Never called for page 1.
    std::function<std::optional<PageFacts>(std::int64_t page)> take_kept;
    std::function<bool(std::int64_t page)> is_kept;  // take_kept would return a value; set if and only if take_kept is
};

// How a list was read.
struct ListOutcome {
    std::int64_t rows = 0;  // received
    std::optional<std::int64_t> item_count;
    int responses = 0;  // of the last round
    PageFacts first_page;
};

// Reads all lists to their ends; `progress` may be null. Throws Failure: INCOMPLETE ("partial_read") when a list could
// not be finished after rows were read, or moved in every round; INCOMPLETE ("page_cap") when max_pages was reached;
// else the error of the first request.
std::vector<ListOutcome> read_lists(trakt::Api& api, std::span<const List> lists, FeatureId feature,
                                    ReadProgress* progress, const CallScope& scope, const Log& log);

// The hash of a row's whole text: the same in every process and on every machine, so snapshots may keep it.
std::uint64_t hash_of_row(json::Value row);

// The facts of a page of this list.
PageFacts facts_of(const trakt::Page& page, const List& list);

// INCOMPLETE ("page_cap"): the list has more pages than <name>_max_pages allows.
Failure beyond_page_cap(const std::string& path, int max_pages);

// INCOMPLETE, with the message, HTTP status and wait of `cause` if there is one.
Failure incomplete(std::string reason, std::string message, const Error* cause = nullptr);

}  // namespace mod_trakt::index
