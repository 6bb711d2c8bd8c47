#include "index/plays/rank_search.hpp"

#include <algorithm>
#include <boost/unordered/unordered_flat_set.hpp>
#include <iterator>
#include <utility>

namespace mod_trakt::index {

RankSearch::RankSearch(std::span<const Play> before, std::int64_t total, std::int64_t page_size)
    : before_(before),
      total_(total),
      page_size_(page_size),
      grown_(total - static_cast<std::int64_t>(before.size())),
      last_page_((total + page_size - 1) / page_size) {
    former_rank_.reserve(before.size());
    for (std::size_t i = 0; i < before.size(); ++i)
        former_rank_.emplace(before[i].history_id, static_cast<std::int64_t>(i));
    Seen& front = pages_[0];
    front.shift_before = front.shift_behind = 0;
    front.last_former = -1;
    Seen& end = pages_[last_page_ + 1];
    end.shift_before = end.shift_behind = grown_;
    end.first_former = static_cast<std::int64_t>(before.size());
}

std::vector<std::int64_t> RankSearch::wanted() const {
    std::vector<std::int64_t> pages;
    for (auto left = pages_.begin(), right = std::next(left); right != pages_.end(); ++left, ++right) {
        if (right->first == left->first + 1) continue;
        const auto& behind = left->second.shift_behind;
        const auto& before = right->second.shift_before;
        if (behind && before && *behind == *before) continue;
        pages.push_back(left->first + (right->first - left->first) / 2);
    }
    return pages;
}

bool RankSearch::take(std::int64_t page, std::vector<Play> rows) {
    const std::int64_t first_rank = (page - 1) * page_size_;
    const std::int64_t expected = std::min(page_size_, total_ - first_rank);
    if (page < 1 || page > last_page_ || static_cast<std::int64_t>(rows.size()) != expected) return false;
    Seen seen;
    seen.rows = std::move(rows);
    if (grown_ > 0 ? !read_added(seen, first_rank) : !read_removed(seen, first_rank)) return false;
    pages_.insert_or_assign(page, std::move(seen));
    return agree_with_neighbours();
}

bool RankSearch::read_added(Seen& seen, std::int64_t first_rank) const {
    std::int64_t last_former = -1;
    for (std::size_t i = 0; i < seen.rows.size(); ++i) {
        const std::int64_t rank = first_rank + static_cast<std::int64_t>(i);
        const Play& play = seen.rows[i];
        const auto former = former_rank_.find(play.history_id);
        if (former == former_rank_.end()) {
            seen.added.push_back(rank);
            continue;
        }
        const Play& was = before_[static_cast<std::size_t>(former->second)];
        if (was.watched_ms != play.watched_ms || was.trakt_id != play.trakt_id) return false;
        if (!seen.shift_before)
            seen.shift_before = rank - former->second - static_cast<std::int64_t>(seen.added.size());
        else if (former->second != last_former + 1)
            return false;
        last_former = former->second;
    }
    if (!seen.shift_before) return true;
    seen.shift_behind = *seen.shift_before + static_cast<std::int64_t>(seen.added.size());
    return *seen.shift_before >= 0 && *seen.shift_behind <= grown_;
}

bool RankSearch::read_removed(Seen& seen, std::int64_t first_rank) const {
    for (std::size_t i = 0; i < seen.rows.size(); ++i) {
        const Play& play = seen.rows[i];
        const auto former = former_rank_.find(play.history_id);
        if (former == former_rank_.end()) return false;
        const Play& was = before_[static_cast<std::size_t>(former->second)];
        if (was.watched_ms != play.watched_ms || was.trakt_id != play.trakt_id) return false;
        if (i == 0) {
            seen.first_former = former->second;
        } else {
            if (former->second <= seen.last_former) return false;
            for (std::int64_t gone = seen.last_former + 1; gone < former->second; ++gone) seen.removed.push_back(gone);
        }
        seen.last_former = former->second;
    }
    seen.shift_before = first_rank - seen.first_former;
    seen.shift_behind = first_rank + static_cast<std::int64_t>(seen.rows.size()) - 1 - seen.last_former;
    return *seen.shift_before <= 0 && *seen.shift_behind >= grown_;
}

bool RankSearch::agree_with_neighbours() {
    // Neighbouring pages with unknown shifts get them from the known page before or behind them, so one pass forwards
    // and one backwards are enough.
    for (auto left = pages_.begin(), right = std::next(left); right != pages_.end(); ++left, ++right) {
        Seen& seen = right->second;
        if (seen.shift_before || right->first != left->first + 1 || !left->second.shift_behind) continue;
        seen.shift_before = left->second.shift_behind;
        seen.shift_behind = *seen.shift_before + static_cast<std::int64_t>(seen.rows.size());
    }
    for (auto right = std::prev(pages_.end()); right != pages_.begin(); --right) {
        const auto left = std::prev(right);
        Seen& seen = left->second;
        if (seen.shift_behind || right->first != left->first + 1 || !right->second.shift_before) continue;
        seen.shift_behind = right->second.shift_before;
        seen.shift_before = *seen.shift_behind - static_cast<std::int64_t>(seen.rows.size());
    }
    for (auto left = pages_.begin(), right = std::next(left); right != pages_.end(); ++left, ++right) {
        const auto& behind = left->second.shift_behind;
        const auto& before = right->second.shift_before;
        if (!behind || !before) continue;
        // No new row fits between neighbouring pages, but removed rows may have been between them.
        const bool neighbours = right->first == left->first + 1;
        if (grown_ > 0 ? *before < *behind || (neighbours && *before != *behind) : *before > *behind) return false;
    }
    return true;
}

std::optional<std::vector<Play>> RankSearch::result() const {
    std::vector<Play> now;
    now.reserve(static_cast<std::size_t>(total_));
    if (grown_ > 0) {
        auto former = before_.begin();
        const auto fill_to = [&](std::int64_t rank) {
            while (static_cast<std::int64_t>(now.size()) < rank && former != before_.end()) now.push_back(*former++);
        };
        for (const auto& [number, seen] : pages_) {
            for (const std::int64_t rank : seen.added) {
                fill_to(rank);
                now.push_back(seen.rows[static_cast<std::size_t>(rank - (number - 1) * page_size_)]);
            }
        }
        fill_to(total_);
    } else {
        boost::unordered_flat_set<std::int64_t> gone;
        for (auto right = std::next(pages_.begin()); right != pages_.end(); ++right) {
            const auto left = std::prev(right);
            gone.insert(right->second.removed.begin(), right->second.removed.end());
            if (right->first != left->first + 1) continue;
            for (std::int64_t rank = left->second.last_former + 1; rank < right->second.first_former; ++rank)
                gone.insert(rank);
        }
        for (std::size_t i = 0; i < before_.size(); ++i)
            if (!gone.contains(static_cast<std::int64_t>(i))) now.push_back(before_[i]);
    }
    if (static_cast<std::int64_t>(now.size()) != total_) return std::nullopt;
    return now;
}

}  // namespace mod_trakt::index
