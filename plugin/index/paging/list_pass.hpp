// The bookkeeping of one pass over one paged list: which rows are new, whether the list moved during the pass, and
// where the list ends. It sends no requests: the caller passes the pages in.
#pragma once

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "index/paging/page_options.hpp"

namespace mod_trakt::index {

// What a pass needs to know of a page.
struct PageFacts {
    std::vector<std::int64_t> ids;  // identity of each row: equal for the same row on two pages
    // The time by which the list is ordered, for each row; empty if rows of equal time keep their order.
    std::vector<std::int64_t> times = {};
    std::optional<std::int64_t> page_count, item_count, limit;  // as the headers say

    bool has_headers() const noexcept { return page_count || item_count || limit; }
};

class ListPass {
public:
    // `rows_are_unique`: rows of this list never repeat, so a repeated row has moved while the pages were read.
    // `reads_through_holes`: all rows of a page may be hidden, so an announced page without rows is no reason to stop.
    ListPass(const PageOptions& pages, bool rows_are_unique, bool reads_through_holes = false)
        : pages_(pages), rows_are_unique_(rows_are_unique), reads_through_holes_(reads_through_holes) {}

    // Takes the next page. Returns the places of its new rows (of all rows if rows may repeat). Pages are passed in
    // order.
    std::vector<std::size_t> take(const PageFacts& page);

    // Takes the next page as an earlier read has kept it; its rows count as new.
    void take_kept(const PageFacts& page) {
        has_kept_pages_ = true;
        take(page);
    }

    // Takes rows of the list that were found elsewhere than on its pages.
    void take_found(std::span<const std::int64_t> ids);

    std::int64_t next_page() const noexcept { return page_ + 1; }
    // The last page that exists according to the headers; at least next_page().
    std::int64_t last_known_page() const noexcept;
    std::int64_t rows() const noexcept { return rows_; }
    std::optional<std::int64_t> item_count() const noexcept { return item_count_; }
    std::optional<std::int64_t> page_count() const noexcept { return page_count_; }
    // The effective page size: the largest page (if there are several), else X-Pagination-Limit, else the requested
    // limit.
    std::int64_t page_size() const noexcept {
        return page_ > 1 && rows_ > largest_page_ ? std::min(applied_limit_, largest_page_) : applied_limit_;
    }
    // True if the headers announce rows or pages after those that were taken.
    bool more_is_announced() const noexcept;
    // True if any page had a pagination header.
    bool headers_seen() const noexcept { return headers_seen_; }
    // True if the last page that was taken had as many rows as were requested, or as the page before it. If an
    // empty page without headers follows, the list may have more rows.
    bool last_was_full() const noexcept { return last_was_full_; }
    // True if the pages alone do not prove that these rows are the whole list: the list is announced as empty although
    // it had entries; or no page announced a count, and pages lack the headers that this list has, no row came, or an
    // empty page followed a full one. `headers_known`: an earlier answer for this list had headers.
    bool needs_proof(bool headers_known, std::int64_t known_entries) const noexcept;
    // X-Pagination-Limit of the last page, else the requested limit. It gives the place of each row in the list.
    std::int64_t applied_limit() const noexcept { return applied_limit_; }
    // The number of rows of each page.
    const std::vector<std::int64_t>& rows_of_pages() const noexcept { return rows_of_pages_; }
    // True if two rows of the page have one time, so that their order may differ in another answer.
    bool has_ties_on(std::int64_t page) const noexcept {
        return std::binary_search(pages_with_ties_.begin(), pages_with_ties_.end(), page);
    }
    // The first page that had the row, 0 if it was found elsewhere; nullopt if it was not found.
    std::optional<std::int64_t> page_of(std::int64_t id) const noexcept {
        const auto found = first_page_of_.find(id);
        return found != first_page_of_.end() ? std::optional(found->second) : std::nullopt;
    }
    // The times whose rows span pages: their order may have changed between the pages.
    const std::vector<std::int64_t>& tied_times() const noexcept { return tied_times_; }
    // True if a row came at the end of one page and again at the start of the next one: rows of its time have changed
    // places, or all rows have moved.
    bool may_have_moved() const noexcept { return may_have_moved_; }
    // A hash of the ids of the rows, in whatever order they came.
    std::uint64_t rows_hash() const noexcept { return rows_hash_; }
    // Rows that were on an earlier page too.
    std::int64_t repeated() const noexcept { return repeated_; }
    bool done() const noexcept { return done_; }
    bool moved() const noexcept { return moved_; }
    // True if some pages were read earlier than the others: rows of equal time may have changed places meanwhile.
    bool has_kept_pages() const noexcept { return has_kept_pages_; }
    // Valid when done(): true if fewer or more rows were received than announced.
    bool is_short() const noexcept { return item_count_ && rows_ < *item_count_; }
    bool is_long() const noexcept { return item_count_ && rows_ > *item_count_; }

private:
    // Decides whether the list ends with this page.
    void decide_end(const PageFacts& page, bool anything_new);
    // Notes whether rows of one time span this page and the one before.
    void note_tie(const PageFacts& page);
    bool is_tied(std::int64_t time) const noexcept { return !tied_times_.empty() && tied_times_.back() == time; }

    PageOptions pages_;
    bool rows_are_unique_;
    bool reads_through_holes_;
    int holes_ = 0;  // pages without rows before this one, one after the other
    boost::unordered_flat_map<std::int64_t, std::int64_t> first_page_of_;  // by the id of a row
    std::int64_t rows_ = 0;
    std::int64_t repeated_ = 0;
    std::vector<std::int64_t> first_page_ids_, last_page_ids_;
    std::int64_t largest_page_ = 0;
    std::int64_t page_ = 0;
    std::optional<std::int64_t> item_count_;
    std::optional<std::int64_t> page_count_;
    std::int64_t applied_limit_ = 0;
    std::int64_t last_rows_ = 0;  // of the last page that was not empty
    bool last_was_full_ = false;
    bool ended_behind_full_ = false;
    std::uint64_t rows_hash_ = 0;
    std::vector<std::int64_t> rows_of_pages_;
    std::vector<std::int64_t> pages_with_ties_;
    std::vector<std::int64_t> tied_times_;
    std::optional<std::int64_t> last_time_;  // of the last row of the page before
    std::int64_t last_id_ = 0;               // of that row
    bool headers_seen_ = false;
    bool has_bare_pages_ = false;  // without headers
    bool may_have_moved_ = false;
    bool has_kept_pages_ = false;
    bool moved_ = false;
    bool done_ = false;
};

}  // namespace mod_trakt::index
