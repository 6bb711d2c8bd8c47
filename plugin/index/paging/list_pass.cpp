#include "index/paging/list_pass.hpp"

#include <algorithm>

namespace mod_trakt::index {
namespace {

constexpr int most_holes = 20;                     // one after the other; more pages without rows are an outage
constexpr std::int64_t most_reserved = 1'000'000;  // a header may announce any number of rows

// Spreads ids evenly, so that sums of them differ (the finalizer of MurmurHash3).
std::uint64_t mix_bits(std::int64_t id) noexcept {
    auto bits = static_cast<std::uint64_t>(id);
    bits = (bits ^ (bits >> 33)) * 0xff51afd7ed558ccdULL;
    bits = (bits ^ (bits >> 33)) * 0xc4ceb9fe1a85ec53ULL;
    return bits ^ (bits >> 33);
}

}  // namespace

std::vector<std::size_t> ListPass::take(const PageFacts& page) {
    ++page_;
    if (first_page_of_.empty() && page.item_count)
        first_page_of_.reserve(static_cast<std::size_t>(std::min(*page.item_count, most_reserved)));
    note_tie(page);
    std::vector<std::size_t> new_rows;
    new_rows.reserve(page.ids.size());
    std::size_t repeated = 0;  // rows that were on an earlier page
    std::size_t shuffled = 0;  // such rows of a time that spans pages: their order has changed
    for (std::size_t i = 0; i < page.ids.size(); ++i) {
        const auto [first_page, is_new] = first_page_of_.try_emplace(page.ids[i], page_);
        if (first_page->second != page_) ++(!page.times.empty() && is_tied(page.times[i]) ? shuffled : repeated);
        if (is_new || !rows_are_unique_) new_rows.push_back(i);
    }
    // In a list whose rows may repeat, a page of known rows only is a page of the list, unless it equals the first page
    // or the page before.
    const bool may_repeat = !rows_are_unique_ && page.ids != first_page_ids_ && page.ids != last_page_ids_;
    const bool anything_new = page.ids.size() > repeated || may_repeat;  // shuffled rows are rows of the list
    // If all rows of a page are known, the server ignores page numbers. If some are, rows have moved from page to page.
    if (rows_are_unique_ && repeated > 0 && anything_new) moved_ = true;
    if (item_count_ && page.item_count && *page.item_count != *item_count_) moved_ = true;
    if (page.item_count) item_count_ = page.item_count;
    if (page.page_count) page_count_ = page.page_count;
    (page.has_headers() ? headers_seen_ : has_bare_pages_) = true;
    // Received rows are counted, to be compared with the announced count: a title on two pages was announced twice.
    if (anything_new) rows_ += static_cast<std::int64_t>(new_rows.size());
    if (anything_new) repeated_ += static_cast<std::int64_t>(repeated);
    if (anything_new)
        for (const std::size_t row : new_rows) rows_hash_ += mix_bits(page.ids[row]);
    decide_end(page, anything_new);
    const auto rows = static_cast<std::int64_t>(page.ids.size());
    rows_of_pages_.push_back(rows);
    if (std::adjacent_find(page.times.begin(), page.times.end()) != page.times.end()) pages_with_ties_.push_back(page_);
    ended_behind_full_ = page.ids.empty() && last_was_full_;
    last_was_full_ = rows > 0 && (rows >= pages_.per_page || (page_ > 1 && rows >= last_rows_));
    last_rows_ = rows;
    if (page_ == 1) first_page_ids_ = page.ids;
    if (!rows_are_unique_) last_page_ids_ = page.ids;
    return new_rows;
}

void ListPass::take_found(std::span<const std::int64_t> ids) {
    for (const std::int64_t id : ids) {
        if (!first_page_of_.try_emplace(id, 0).second) continue;
        ++rows_;
        rows_hash_ += mix_bits(id);
    }
}

std::int64_t ListPass::last_known_page() const noexcept {
    std::int64_t last = next_page();
    if (page_count_) last = std::max(last, *page_count_);
    if (!page_count_ && item_count_ && applied_limit_ > 0)
        last = std::max(last, (*item_count_ + applied_limit_ - 1) / applied_limit_);
    // No page beyond the cap is requested, however many pages are announced.
    if (pages_.max_pages) last = std::min<std::int64_t>(last, *pages_.max_pages);
    return std::max(last, next_page());
}

bool ListPass::more_is_announced() const noexcept {
    // By the number of pages if it is announced, else by the number of rows.
    return page_count_ ? page_ < *page_count_ : item_count_ && rows_ < *item_count_;
}

void ListPass::note_tie(const PageFacts& page) {
    if (page.ids.empty() || page.times.empty()) {
        last_time_.reset();
        return;
    }
    // The count must be known, because it shows how many rows were missed. A single row at the end of one page and at
    // the start of the next may also have moved.
    const std::int64_t time = page.times.front();
    const auto has_other_row = [&](std::size_t i) { return page.times[i] == time && page.ids[i] != last_id_; };
    bool others = false;
    for (std::size_t i = 0; i < page.ids.size() && page.times[i] == time; ++i) others = others || has_other_row(i);
    if (last_time_ == time && page.item_count && !is_tied(time)) {
        tied_times_.push_back(time);
        may_have_moved_ = may_have_moved_ || !others;
    }
    last_time_ = page.times.back();
    last_id_ = page.ids.back();
}

bool ListPass::needs_proof(bool headers_known, std::int64_t known_entries) const noexcept {
    const bool one_page_announced = !item_count_ && page_count_ == 1;
    if ((item_count_ || page_count_) && !(one_page_announced && rows_ == 0)) return rows_ == 0 && known_entries > 0;
    return (has_bare_pages_ && (headers_known || headers_seen_)) || rows_ == 0 || ended_behind_full_;
}

void ListPass::decide_end(const PageFacts& page, bool anything_new) {
    applied_limit_ = page.limit.value_or(pages_.per_page);
    if (page.ids.empty() || !anything_new) {
        // A page without new rows before the announced end is a hole, not the end. An announced page without
        // rows is a hole, too, except the first one: one page may be announced for an empty list.
        const bool should_have_rows = !item_count_ && page_count_ && page_ > 1 && page_ <= *page_count_;
        const bool is_hole = more_is_announced() || (page.ids.empty() && should_have_rows);
        if (is_hole && reads_through_holes_ && page.ids.empty() && page.has_headers() && ++holes_ <= most_holes) return;
        moved_ = moved_ || is_hole;
        done_ = true;
        return;
    }
    holes_ = 0;
    // A page may have fewer rows than the requested limit, and than the limit in its header, so a page with as
    // many rows as the largest one counts as full. Without the header, only an empty page is the end.
    const auto rows = static_cast<std::int64_t>(page.ids.size());
    const bool as_large_as_others = page_ > 1 && rows >= largest_page_;
    largest_page_ = std::max(largest_page_, rows);
    const bool is_counted = page_count_ || item_count_;
    const bool full = !page.limit || rows >= applied_limit_ || as_large_as_others || (page_ == 1 && !is_counted);
    done_ = !(more_is_announced() || full);
}

}  // namespace mod_trakt::index
