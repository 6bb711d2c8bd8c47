#include "promise.hpp"

#include <algorithm>
#include <iterator>
#include <map>

namespace mod_trakt::property {
namespace {

std::size_t map_pages(const Change& change, const Mode& mode) {
    // One answer, and if that was only a part of the map, all its pages. If the count is wrong, the map has fewer times
    // than expected and is read to its end.
    const std::size_t end = mode.counts_lag != 0 ? 1 : 0;
    const std::size_t pages = end + (mode.maps == "paged" ? 1 + pages_of(change.titles_now, 250) : 1);
    return mode.maps_are_below_sync ? 1 + pages : pages;
}

std::size_t rank_search(const Change& change, const Mode& mode) {
    std::size_t steps = 0;  // log2 of the pages, rounded up
    while ((1u << steps) < pages_of(std::max(change.before, change.now), static_cast<std::size_t>(mode.per_page)))
        ++steps;
    return (change.added + change.removed) * (steps + 2) + 2;
}

// Full reads of everything; a list that has become much shorter is read once more.
std::size_t full_read(const std::array<Change, 2>& changes, const Mode& mode) {
    std::size_t pages = 0, before = 0, now = 0;
    for (const Change& change : changes) {
        pages += pages_of(change.now, static_cast<std::size_t>(mode.per_page));
        before += change.before;
        now += change.now;
    }
    const bool shrunk = before > now && before - now > 25 && (before - now) * 5 > before;
    return shrunk ? 3 + 2 * pages : 2 + pages;
}

}  // namespace

Change change_between(const Plays& before, const Plays& now, bool stamp_moved) {
    Change change;
    change.before = before.size();
    change.now = now.size();
    change.stamp_moved = stamp_moved;
    Plays old_sorted = before, new_sorted = now, added, removed;
    std::sort(old_sorted.begin(), old_sorted.end());
    std::sort(new_sorted.begin(), new_sorted.end());
    std::set_difference(new_sorted.begin(), new_sorted.end(), old_sorted.begin(), old_sorted.end(),
                        std::back_inserter(added));
    std::set_difference(old_sorted.begin(), old_sorted.end(), new_sorted.begin(), new_sorted.end(),
                        std::back_inserter(removed));
    change.added = added.size();
    change.removed = removed.size();

    // Plays of the same minute as the newest one may be above or below it.
    const auto on_top = [&](const Play& play) {
        return (before.empty() || play.watched_ms >= before.front().watched_ms) &&
               std::binary_search(added.begin(), added.end(), play);
    };
    change.on_top = static_cast<std::size_t>(std::count_if(now.begin(), now.end(), on_top));
    change.top_is_newer =
        change.on_top > 0 && (before.empty() || now[change.on_top - 1].watched_ms > before.front().watched_ms);
    using Times = std::multiset<std::int64_t>;
    std::map<std::int64_t, std::pair<Times, Times>> by_title;
    for (const Play& play : added) by_title[play.title].first.insert(play.watched_ms);
    for (const Play& play : removed) by_title[play.title].second.insert(play.watched_ms);
    for (const auto& [title, times] : by_title) {
        change.titles.insert(title);
        if (times.first == times.second)
            change.maps_show_all = false;
        else
            change.maps_show_any = true;
    }
    std::map<std::int64_t, std::size_t> plays_of_title;
    for (const Play& play : now) ++plays_of_title[play.title];
    change.titles_now = plays_of_title.size();
    for (const std::int64_t title : change.titles)
        change.most_plays_of_a_title = std::max(change.most_plays_of_a_title, plays_of_title[title]);
    return change;
}

bool newest_page_is_fooled(const Change& change, std::int64_t counts_lag) {
    const auto reported = static_cast<std::int64_t>(change.now) + change.hidden - counts_lag;
    const bool cancels = reported == static_cast<std::int64_t>(change.before + change.on_top);
    return change.unseen() > 0 && cancels && (change.on_top > 0 || !change.stamp_moved);
}

bool exact_at_once(const Change& change, const Mode& mode) {
    if (!change.any()) return true;
    // With a wrong count, the proof by the newest page and the rank search can accept a wrong list.
    if (mode.counts_lag != 0) return change.unseen() == 0;
    if (newest_page_is_fooled(change, 0)) return false;
    // Rows that are hidden or shown again change the count like removed or added rows.
    const bool one_sign = change.one_sign() && change.hidden == 0;
    if (mode.maps_may_be_missing && !one_sign) return false;
    // New plays on the newest page show that a map is outdated; with an unchanged count only a full read is left.
    const bool map_is_contradicted = mode.maps == "stale" && change.on_top > 0 && change.now == change.before;
    return mode.maps_are_usable() ? change.maps_show_all : one_sign || map_is_contradicted;
}

bool exact_when_due(const Change& change, const Mode& mode) {
    // An outdated map may show a change and lack another one.
    if (mode.maps == "stale") return exact_at_once(change, mode);
    return change.maps_show_all || !change.maps_show_any || !mode.maps_are_usable();
}

std::size_t pages_of(std::size_t rows, std::size_t per_page) { return rows / per_page + 1; }

Limit first_index(const std::array<Change, 2>& changes, const Mode& mode) {
    return {1 + full_read(changes, mode), "first index of history, and whose account it is"};
}

std::optional<Limit> row_of_table(const std::array<Change, 2>& changes, const Mode& mode) {
    if (mode.counts_lag != 0) return std::nullopt;
    // If plays were added and removed again, nothing differs, but requests are needed to see that.
    for (const Change& change : changes)
        if (change.stamp_moved && !change.any()) return std::nullopt;
    const std::size_t added = changes[Movies].added + changes[Episodes].added,
                      removed = changes[Movies].removed + changes[Episodes].removed;
    const std::size_t all = added + removed;
    if (all == 0) return Limit{1, "nothing changed"};
    if (all == 1 && (changes[Movies].top_is_newer || changes[Episodes].top_is_newer))
        return Limit{2, "one new play watched now"};
    if (all > 10) return std::nullopt;

    const auto per_page = static_cast<std::size_t>(mode.per_page);
    if (mode.maps_are_usable()) {
        // One request for the newest page and one for the map of a kind, one read per title, and from the second change
        // (or the second page of a map) on, the stamps again.
        std::size_t requests = all > 1 || mode.maps == "paged" ? 2 : 1;
        ++requests;  // a newest page serves both kinds
        // If both kinds have new plays, the movies' map is needed to separate them.
        if (changes[Movies].any() && changes[Episodes].any()) ++requests;
        const bool by_maps = std::any_of(changes.begin(), changes.end(), [&](const Change& change) {
            return change.unseen() > 0 || change.on_top >= per_page;
        });
        for (const Change& change : changes) {
            if (!change.any() || !by_maps) continue;
            if (!change.maps_show_all || change.most_plays_of_a_title >= per_page) return std::nullopt;
            requests += map_pages(change, mode) + change.titles.size();
        }
        return Limit{requests, all == 1 ? "one backdated or removed, maps" : "up to ten of any sign, maps"};
    }
    std::size_t requests = 2;
    for (const Change& change : changes) {
        if (!change.any()) continue;
        if (!change.one_sign()) return std::nullopt;
        requests += rank_search(change, mode);
    }
    return Limit{requests, "up to ten of one sign, rank search"};
}

Limit at_most(const std::array<Change, 2>& changes, const Mode& mode) {
    std::size_t requests = full_read(changes, mode) + 2;
    for (const Change& change : changes) {
        requests += map_pages(change, mode);
        if (!mode.maps_are_usable() || mode.counts_lag != 0) requests += rank_search(change, mode);
    }
    return {requests, "a full read and the searches before it"};
}

}  // namespace mod_trakt::property
