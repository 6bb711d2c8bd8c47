// The bookkeeping of one pass over one paged list: which rows are new, whether the list moved meanwhile, and where it
// ends. It knows pages, not where they come from.
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

// What counts of a page besides the rows themselves.
struct PageFacts {
    std::vector<std::int64_t> ids;  // what makes each row the same row when it is seen twice
    std::optional<std::int64_t> page_count, item_count, limit;  // as the headers say
};

class ListPass {
public:
    // `rows_are_unique`: rows of this list never repeat, so one that does has moved while the pages were read.
    ListPass(const PageOptions& pages, bool rows_are_unique) : pages_(pages), rows_are_unique_(rows_are_unique) {}

    // Takes the pages in their order; answers which rows were not seen before (of lists whose rows may repeat: all).
    std::vector<std::size_t> take(const PageFacts& page);

    std::int64_t next_page() const noexcept { return page_ + 1; }
    // The last page that there surely is, as far as the headers tell; at least next_page().
    std::int64_t last_known_page() const noexcept;
    std::int64_t rows() const noexcept { return rows_; }
    std::optional<std::int64_t> item_count() const noexcept { return item_count_; }
    std::optional<std::int64_t> page_count() const noexcept { return page_count_; }
    // Effective page size: the largest page seen (if there are several), else X-Pagination-Limit, else what was asked
    // for.
    std::int64_t page_size() const noexcept {
        return page_ > 1 && rows_ > largest_page_ ? std::min(applied_limit_, largest_page_) : applied_limit_;
    }
    // By the headers, behind the pages that were taken.
    bool more_is_announced() const noexcept;
    // Whether any page told something of the others.
    bool headers_seen() const noexcept { return headers_seen_; }
    // Rows that stood on an earlier page too.
    std::int64_t repeated() const noexcept { return repeated_; }
    bool done() const noexcept { return done_; }
    bool moved() const noexcept { return moved_; }
    // After the end: rows that were announced but never came, or more than were announced.
    bool is_short() const noexcept { return item_count_ && rows_ < *item_count_; }
    bool is_long() const noexcept { return item_count_ && rows_ > *item_count_; }

private:
    void decide(const PageFacts& page, bool anything_new);

    PageOptions pages_;
    bool rows_are_unique_;
    boost::unordered_flat_map<std::int64_t, std::int64_t> first_page_of_;  // by the id of a row
    std::int64_t rows_ = 0;
    std::int64_t repeated_ = 0;
    std::vector<std::int64_t> first_page_ids_, last_page_ids_;
    std::int64_t largest_page_ = 0;
    std::int64_t page_ = 0;
    std::optional<std::int64_t> item_count_;
    std::optional<std::int64_t> page_count_;
    std::int64_t applied_limit_ = 0;
    bool headers_seen_ = false;
    bool moved_ = false;
    bool done_ = false;
};

}  // namespace mod_trakt::index
