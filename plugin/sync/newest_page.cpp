#include "sync/newest_page.hpp"

#include <algorithm>
#include <unordered_map>

namespace mod_trakt::sync {

std::optional<std::size_t> new_on_top(std::span<const Play> before, std::span<const Play> page, std::int64_t total) {
    const std::int64_t grown = total - static_cast<std::int64_t>(before.size());
    if (grown < 0 || grown > static_cast<std::int64_t>(page.size())) return std::nullopt;
    const auto fresh = static_cast<std::size_t>(grown);
    // The other rows of the page must be the first of `before`; plays of one minute may have changed places.
    const auto known = before.first(std::min(before.size(), page.size() - fresh));
    if (known.size() != page.size() - fresh) return std::nullopt;
    std::unordered_map<std::int64_t, const Play*> by_id;
    for (const Play& play : known) by_id.emplace(play.history_id, &play);
    std::size_t found = 0;
    for (const Play& play : page) {
        const auto place = by_id.find(play.history_id);
        if (place == by_id.end()) {
            if (!before.empty() && play.watched_ms < before.front().watched_ms) return std::nullopt;
            continue;
        }
        if (place->second->watched_ms != play.watched_ms || place->second->trakt_id != play.trakt_id)
            return std::nullopt;
        ++found;
    }
    return found == known.size() ? std::optional(fresh) : std::nullopt;
}

}  // namespace mod_trakt::sync
