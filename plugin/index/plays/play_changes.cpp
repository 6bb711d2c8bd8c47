#include "index/plays/play_changes.hpp"

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <iterator>

#include "model/timestamp.hpp"

namespace mod_trakt::index {
namespace {

using trakt::WatchedTime;

// Trakt does not document how it orders plays of the same second, so the order is taken from the list.
bool ids_ascend_in_ties(std::span<const Play> plays) noexcept {
    std::size_t up = 0, down = 0;
    for (std::size_t i = 1; i < plays.size(); ++i) {
        if (plays[i].watched_ms != plays[i - 1].watched_ms) continue;
        (plays[i].history_id > plays[i - 1].history_id ? up : down)++;
    }
    return up > down;
}

}  // namespace

std::vector<WatchedTime> sorted_times(std::span<const Play> plays, std::span<const WatchedTime> hidden) {
    std::vector<WatchedTime> times;
    times.reserve(plays.size() + hidden.size());
    times.assign(hidden.begin(), hidden.end());
    for (const Play& play : plays)
        if (play.trakt_id != 0) times.push_back({play.trakt_id, play.watched_ms});
    std::sort(times.begin(), times.end());
    return times;
}

std::vector<std::int64_t> changed_titles(std::span<const Play> before, std::span<const WatchedTime> map,
                                         std::span<const WatchedTime> hidden) {
    const std::vector<WatchedTime> ours = sorted_times(before, hidden);
    std::vector<std::int64_t> changed;
    auto left = ours.begin();
    auto right = map.begin();
    while (left != ours.end() || right != map.end()) {
        const std::int64_t title = left == ours.end()   ? right->trakt_id
                                   : right == map.end() ? left->trakt_id
                                                        : std::min(left->trakt_id, right->trakt_id);
        const auto other_title = [title](const WatchedTime& time) { return time.trakt_id != title; };
        const auto left_end = std::find_if(left, ours.end(), other_title);
        const auto right_end = std::find_if(right, map.end(), other_title);
        if (!std::equal(left, left_end, right, right_end)) changed.push_back(title);
        left = left_end;
        right = right_end;
    }
    return changed;
}

bool agrees(std::span<const Play> plays, std::span<const WatchedTime> map,
            const std::unordered_set<std::int64_t>& titles, std::span<const WatchedTime> hidden) {
    const auto is_of_titles = [&titles](const WatchedTime& time) { return titles.contains(time.trakt_id); };
    std::vector<WatchedTime> wanted, unseen;
    std::copy_if(map.begin(), map.end(), std::back_inserter(wanted), is_of_titles);
    std::copy_if(hidden.begin(), hidden.end(), std::back_inserter(unseen), is_of_titles);
    return sorted_times(plays, unseen) == wanted;
}

bool contradicts(std::span<const WatchedTime> map, std::span<const Play> newest, std::span<const WatchedTime> hidden) {
    if (newest.empty()) return false;
    std::int64_t oldest_ms = newest.front().watched_ms;
    for (const Play& play : newest) oldest_ms = std::min(oldest_ms, play.watched_ms);
    const auto is_newer = [oldest_ms](const WatchedTime& time) { return time.watched_ms > oldest_ms; };
    std::vector<WatchedTime> unseen;
    std::copy_if(hidden.begin(), hidden.end(), std::back_inserter(unseen), is_newer);
    const std::vector<WatchedTime> rows = sorted_times(newest, unseen);
    if (!std::includes(map.begin(), map.end(), rows.begin(), rows.end())) return true;
    return std::count_if(map.begin(), map.end(), is_newer) != std::count_if(rows.begin(), rows.end(), is_newer);
}

std::vector<Play> replace_plays(std::span<const Play> before, const std::function<bool(const Play&)>& is_replaced,
                                std::vector<Play> added) {
    const bool ascend = ids_ascend_in_ties(before);
    const auto stands_before = [ascend](const Play& a, const Play& b) {
        if (a.watched_ms != b.watched_ms) return a.watched_ms > b.watched_ms;
        return ascend ? a.history_id < b.history_id : a.history_id > b.history_id;
    };
    std::vector<Play> kept;
    kept.reserve(before.size());
    std::copy_if(before.begin(), before.end(), std::back_inserter(kept),
                 [&](const Play& play) { return !is_replaced(play); });
    std::sort(added.begin(), added.end(), stands_before);
    std::vector<Play> all;
    all.reserve(kept.size() + added.size());
    std::merge(kept.begin(), kept.end(), added.begin(), added.end(), std::back_inserter(all), stands_before);
    return all;
}

std::vector<Play> replace_titles(std::span<const Play> before, const std::unordered_set<std::int64_t>& titles,
                                 std::vector<Play> added) {
    return replace_plays(
        before, [&titles](const Play& play) { return titles.contains(play.trakt_id); }, std::move(added));
}

std::unordered_set<std::int64_t> changed_seconds(std::span<const Play> before, std::span<const Play> now) {
    const auto same = [](const Play& a, const Play& b) {
        return a.history_id == b.history_id && a.watched_ms == b.watched_ms &&
               (a.entry.data() == b.entry.data() || a.entry == b.entry);
    };
    // The equal ends are skipped: most of a long list is unchanged.
    while (!before.empty() && !now.empty() && same(before.front(), now.front())) {
        before = before.subspan(1);
        now = now.subspan(1);
    }
    while (!before.empty() && !now.empty() && same(before.back(), now.back())) {
        before = before.first(before.size() - 1);
        now = now.first(now.size() - 1);
    }
    boost::unordered_flat_map<std::int64_t, const Play*> former;
    former.reserve(before.size());
    for (const Play& play : before) former.emplace(play.history_id, &play);
    std::unordered_set<std::int64_t> seconds;
    for (const Play& play : now) {
        const auto place = former.find(play.history_id);
        if (place != former.end() && same(*place->second, play)) {
            former.erase(place);
            continue;
        }
        seconds.insert(to_seconds(play.watched_ms));
    }
    for (const auto& [id, play] : former) seconds.insert(to_seconds(play->watched_ms));
    return seconds;
}

}  // namespace mod_trakt::index
