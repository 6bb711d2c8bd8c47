#include "index/plays/newest_page.hpp"

#include <algorithm>
#include <unordered_map>

namespace mod_trakt::index {

std::optional<std::size_t> new_on_top(std::span<const Play> top, std::size_t count, std::span<const Play> page,
                                      std::int64_t total) {
    const std::int64_t grown = total - static_cast<std::int64_t>(count);
    if (grown < 0 || grown > static_cast<std::int64_t>(page.size())) return std::nullopt;
    const auto new_count = static_cast<std::size_t>(grown);
    // The other rows of the page must be the former top rows; plays of one time may be in another order.
    const auto known = top.first(std::min(top.size(), page.size() - new_count));
    if (known.size() != page.size() - new_count) return std::nullopt;
    // If all known rows have the newest time, and rows behind them may have it, too, then another row of that time may
    // be an old one.
    const auto has_newest_time = [&top](const Play& play) {
        return !top.empty() && play.watched_ms == top.front().watched_ms;
    };
    const bool may_newest_time_go_on = count > known.size() && (known.empty() || has_newest_time(known.back()));
    std::unordered_map<std::int64_t, const Play*> by_id;
    for (const Play& play : known) by_id.emplace(play.history_id, &play);
    std::size_t found = 0;
    for (const Play& play : page) {
        const auto place = by_id.find(play.history_id);
        if (place == by_id.end()) {
            if (may_newest_time_go_on && has_newest_time(play)) return std::nullopt;
            if (!top.empty() && play.watched_ms < top.front().watched_ms) return std::nullopt;
            continue;
        }
        if (place->second->watched_ms != play.watched_ms || place->second->trakt_id != play.trakt_id)
            return std::nullopt;
        ++found;
    }
    return found == known.size() ? std::optional(new_count) : std::nullopt;
}

std::vector<Play> put_on_top(std::span<const Play> before, std::span<const Play> page) {
    std::unordered_map<std::int64_t, const Play*> by_id;
    for (const Play& play : before.first(std::min(before.size(), page.size()))) by_id.emplace(play.history_id, &play);
    std::vector<Play> plays;
    plays.reserve(before.size() + page.size());
    std::size_t known = 0;
    for (const Play& play : page) {
        const auto former = by_id.find(play.history_id);
        known += former != by_id.end() ? 1 : 0;
        plays.push_back(former != by_id.end() ? *former->second : play);
    }
    plays.insert(plays.end(), before.begin() + static_cast<std::ptrdiff_t>(known), before.end());
    return plays;
}

}  // namespace mod_trakt::index
