// Reads whole Trakt lists, several pages at a time, or fails: there is no shorter result.
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
    // What makes a row the same row when it is seen twice; nullopt: its whole text does.
    std::function<std::optional<std::int64_t>(json::Value row)> identity;
    bool rows_are_unique = false;  // see ListPass
    // Hands over the rows of one page, in the order of the pages: those that were not seen before in this round, or all
    // where rows may repeat.
    std::function<void(const trakt::Page& page, std::span<const json::Value> rows)> take;
    // The list changed under way and is read from its start: forget what was taken of it.
    std::function<void()> restart;
    // Pages that need not be asked for, because they were kept: what they held, after their rows were handed over in
    // some other way. May be empty; answers nothing for a page that was not kept. Never asked for page 1.
    std::function<std::optional<PageFacts>(std::int64_t page)> take_kept;
    std::function<bool(std::int64_t page)> is_kept;  // it will answer something; there whenever take_kept is
};

// How a list was read.
struct ListOutcome {
    std::int64_t rows = 0;  // received
    std::optional<std::int64_t> item_count;
    int responses = 0;  // of the round that counts
    PageFacts first_page;
};

// Reads all lists to their ends; `progress` may be null. Throws Failure: INCOMPLETE ("partial_read") when a list could
// not be finished after something was read of it, or keeps moving; ("page_cap") when max_pages was reached; else what
// the first request failed with.
std::vector<ListOutcome> read_lists(trakt::Api& api, std::span<const List> lists, FeatureId feature,
                                    ReadProgress* progress, const CallScope& scope, const Log& log);

// The hash of a row's whole text: the same in every process and on every machine, so snapshots may keep it.
std::uint64_t hash_of_row(json::Value row);

// What counts of a page of this list.
PageFacts facts_of(const trakt::Page& page, const List& list);

// INCOMPLETE ("page_cap"): the list is longer than configured.
Failure beyond_page_cap(const std::string& path, int max_pages);

// INCOMPLETE, with what it was caused by, if anything.
Failure incomplete(std::string reason, std::string message, const Error* cause = nullptr);

}  // namespace mod_trakt::index
