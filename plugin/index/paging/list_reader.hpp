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

// The rows of one pass over a list.
struct RowsSeen {
    std::int64_t count = 0;
    std::uint64_t hash = 0;       // of their ids, see ListPass
    std::int64_t announced = -1;  // the item count of the headers; -1: there was none
    bool operator==(const RowsSeen&) const = default;
};

// Rows that a pass over a list with rows of equal time lacks.
struct TiesWanted {
    std::span<const std::int64_t> times;  // the times that span pages
    std::int64_t missing = 0;             // rows that the list announces beyond those that came
    std::int64_t enough = 0;              // how many to look for; the others may be hidden
};

struct TiesFilled {
    std::vector<std::int64_t> ids;  // of the rows that were found
    // True if another source has named all rows of the list, and each one that was not found was requested singly.
    bool all_are_named = false;
    std::size_t found_before = 0;  // how many of the ids an earlier read has found
};

struct List {
    std::string path;  // "/sync/history/movies"
    PageOptions pages;
    // Identity of a row: equal for the same row on two pages. Nullopt: the row is identified by its whole text.
    std::function<std::optional<std::int64_t>(json::Value row)> identity;
    bool rows_are_unique = false;    // see ListPass
    bool headers_known = false;      // a former read of this account had pagination headers for this list
    std::int64_t known_entries = 0;  // entries of this list in the last snapshot
    // Finds out from another source whether the list has these rows and no more; asked only when the pages do not prove
    // it. An empty function means that there is no such source.
    std::function<bool(const RowsSeen& rows)> confirms;
    // Receives the rows of one page, in the order of the pages: the rows that are new in this round, or all of them if
    // rows may repeat.
    std::function<void(const trakt::Page& page, std::span<const json::Value> rows)> take;
    // Rows that the count of the last snapshot included and no page showed.
    std::int64_t known_hidden = 0;
    // True if the rows that were taken have all rows of the last snapshot. An empty function: not known.
    std::function<bool()> shows_known_rows;
    // True if the same rows and the same count have been seen in three reads over at least an hour. An empty function:
    // rows that the count includes and no page shows are not accepted.
    std::function<bool(const RowsSeen& rows)> was_seen_before;
    // The time by which the list is ordered; an empty function if rows of equal time keep their order.
    std::function<std::optional<std::int64_t>(json::Value row)> time;
    // Finds missing rows of these times, whose order may change from answer to answer, and takes them over.
    std::function<TiesFilled(const TiesWanted& wanted)> fill_ties;
    // Called when the list changed while it was read, and is read again from its start: discards the rows taken so far.
    std::function<void()> restart;
    // For pages that were kept from an earlier read and need no request: takes over the rows of the page and returns
    // its facts. Nullopt: the page was not kept. May be an empty function. Never called for page 1.
    std::function<std::optional<PageFacts>(std::int64_t page)> take_kept;
    std::function<bool(std::int64_t page)>
        is_kept;  // true if take_kept would return a value; set if and only if take_kept is
};

// How a list was read.
struct ListOutcome {
    std::int64_t rows = 0;  // received
    std::optional<std::int64_t> item_count;
    int responses = 0;         // of the last round
    std::int64_t hidden = 0;   // rows that the count includes and no page shows
    bool has_headers = false;  // a page had pagination headers
    PageFacts first_page;
};

// Reads all lists to their ends; `progress` may be null. Throws Failure: INCOMPLETE ("partial_read") when a list could
// not be finished after rows were read, moved in every round, or may have more rows than it shows; INCOMPLETE
// ("page_cap") when max_pages was reached; else the error of the first request.
std::vector<ListOutcome> read_lists(trakt::Api& api, std::span<const List> lists, FeatureId feature,
                                    ReadProgress* progress, const CallScope& scope, const Log& log);

// The hash of a row's whole text: the same in every process and on every machine, so snapshots may keep it.
std::uint64_t hash_of_row(json::Value row);

// The facts of a page of this list.
PageFacts facts_of(const trakt::Page& page, const List& list);

// Returns a Failure INCOMPLETE ("page_cap"): the list has more pages than <name>_max_pages allows.
Failure beyond_page_cap(const std::string& path, int max_pages);

// Returns a Failure INCOMPLETE, with the message, HTTP status and wait of `cause` if there is one.
Failure incomplete(std::string reason, std::string message, const Error* cause = nullptr);

}  // namespace mod_trakt::index
