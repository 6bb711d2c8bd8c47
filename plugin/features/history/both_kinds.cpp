// Brings both lists of the history up to date from one page and one total.
#include "features/history/both_kinds.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "index/plays/newest_page.hpp"
#include "index/plays/play_changes.hpp"
#include "trakt/failure.hpp"
#include "trakt/page.hpp"
#include "trakt/paths.hpp"

namespace mod_trakt::features {
namespace {

constexpr std::size_t movies = 0, episodes = 1;

class Pair {
public:
    Pair(const std::array<KnownKind, 2>& kinds, account::Context& context, const CallScope& scope,
         std::int64_t most_requests)
        : known_(kinds),
          context_(context),
          scope_(scope),
          kinds_{HistoryKind(kinds[movies].type, context, scope, most_requests),
                 HistoryKind(kinds[episodes].type, context, scope, most_requests)} {}

    PairResult run() {
        for (const KnownKind& kind : known_)
            if (!index::can_be_compared(*kind.list)) return {};
        if (!read_newest()) return {};
        if (newest_is_all_) return from_whole_list();
        PairResult pair;
        Lists on_top;
        const bool plausible = put_on_top(on_top);
        std::optional<std::int64_t> movie_times;
        if (plausible) movie_times = static_cast<std::int64_t>(on_top[movies].size()) + beyond_rows(movies);
        if (ask_for_map(movies, movie_times, pair)) {
            if (plausible && take_lists(std::move(on_top), pair)) return pair;
            if (ask_for_map(episodes, std::nullopt, pair) && maps_agree(pair)) from_maps(pair);
        }
        return pair;
    }

private:
    // Returns false when the newest page cannot be read, has no total, or has rows other than plays.
    bool read_newest() {
        const int per_page = context_.options.of(FeatureId::History).pages.per_page;
        std::optional<trakt::Page> page;
        try {
            page = trakt::get_page(context_.api, trakt::list_path(FeatureId::History), 1, per_page, scope_);
        } catch (const Failure& failure) {
            if (trakt::ends_the_call(failure.error().status)) throw;
            return false;  // the separate lists of the kinds may still work
        }
        if (!page->item_count || page->limit.value_or(per_page) <= 0) return false;
        const std::int64_t hidden = known_[movies].list->hidden + known_[episodes].list->hidden;
        total_ = *page->item_count - hidden;
        if (total_ < 0) return false;
        page_size_ = page->limit.value_or(per_page);
        // A page that lacks rows, and a history that had plays and is announced as empty, prove nothing.
        const auto rows = static_cast<std::int64_t>(page->rows);
        const bool had_plays = !known_[movies].list->plays.empty() || !known_[episodes].list->plays.empty();
        if (rows < std::min(*page->item_count, page_size_) - hidden || (total_ == 0 && had_plays)) return false;
        newest_is_all_ = total_ == static_cast<std::int64_t>(page->rows) &&
                         *page->item_count < page->limit.value_or(per_page) && page->page_count.value_or(1) <= 1;
        for (const json::Value row : page->body.root().elements()) {
            const auto type = media_type_of_singular(row["type"].text());
            if (type != MediaType::Movie && type != MediaType::Episode) return false;
            const std::size_t kind = type == MediaType::Movie ? movies : episodes;
            newest_.push_back(kinds_[kind].rows().take(row));
            of_kind_[kind].push_back(newest_.back());
        }
        return true;
    }

    using Lists = std::array<std::vector<index::Play>, 2>;

    PairResult from_whole_list() const {
        PairResult pair;
        for (const std::size_t kind : {movies, episodes}) {
            pair.results[kind] = kinds_[kind].finish(*known_[kind].list, of_kind_[kind]);
            if (!pair.results[kind]) pair.next[kind] = PairResult::Next::ReadInFull;
            if (pair.results[kind]) pair.results[kind]->verified = pair.results[kind]->in_full = true;
        }
        return pair;
    }

    // Puts the new plays on top of both lists, if they explain how the total has grown.
    bool put_on_top(Lists& lists) const {
        for (const KnownKind& kind : known_)
            if (compares_all(kind.reason)) return false;
        const auto& first = known_[movies].list->plays;
        const auto& second = known_[episodes].list->plays;
        std::vector<index::Play> top;
        const auto end_of = [&](const auto& plays) {
            return plays.begin() + static_cast<std::ptrdiff_t>(std::min(plays.size(), newest_.size()));
        };
        std::merge(first.begin(), end_of(first), second.begin(), end_of(second), std::back_inserter(top),
                   [](const index::Play& a, const index::Play& b) { return a.watched_ms > b.watched_ms; });
        if (!index::new_on_top(top, first.size() + second.size(), newest_, total_)) return false;
        for (const std::size_t kind : {movies, episodes}) {
            const std::vector<index::Play>& before = known_[kind].list->plays;
            lists[kind] = index::put_on_top(before, of_kind_[kind]);
            // If a stamp moved but the page has no new play, plays were added and removed, and the total proves
            // nothing.
            const bool seen = lists[kind].size() > before.size();
            if (!seen && known_[kind].reason != ReadReason::StampYoung) return false;
        }
        return true;
    }

    // Returns false when Trakt does not serve the map.
    bool ask_for_map(std::size_t kind, std::optional<std::int64_t> expected, PairResult& pair) const {
        const auto known = static_cast<std::int64_t>(known_[kind].list->plays.size());
        const trakt::MapSize size = {.times = expected, .about = known, .most_pages = pages_of(total_, page_size_)};
        trakt::MapAnswer answer = trakt::get_watched_map(context_.api, known_[kind].type, size, scope_);
        pair.maps[kind] = {.refused = !answer.map, .is_absent = answer.is_absent, .map = std::move(answer.map)};
        return !pair.maps[kind].refused;
    }

    // Accepts both lists if the map proves the list of movies: then the rest of the total proves the list of episodes.
    bool take_lists(Lists lists, PairResult& pair) const {
        const trakt::WatchedMap& map = *pair.maps[movies].map;
        const std::int64_t in_map = rows_in(map, movies);
        if (!index::changed_titles(lists[movies], map.times, known_[movies].list->hidden_times).empty() ||
            in_map != static_cast<std::int64_t>(lists[movies].size()) ||
            total_ - in_map != static_cast<std::int64_t>(lists[episodes].size()))
            return false;
        PairResult done;
        for (const std::size_t kind : {movies, episodes}) {
            done.results[kind] = kinds_[kind].finish(*known_[kind].list, std::move(lists[kind]));
            if (!done.results[kind]) return false;
            done.results[kind]->may_be_torn = true;
        }
        pair = std::move(done);
        return true;
    }

    // By how much the number of times in a kind's map exceeds the number of rows that pages show. It may be negative.
    std::int64_t beyond_rows(std::size_t kind) const {
        const index::PlayList& list = *known_[kind].list;
        return list.hidden_in_map() - count_without_trakt_id(list);
    }

    // The number of rows that pages show, computed from the map.
    std::int64_t rows_in(const trakt::WatchedMap& map, std::size_t kind) const {
        return static_cast<std::int64_t>(map.times.size()) - beyond_rows(kind);
    }

    std::int64_t times_of(const PairResult& pair) const {
        std::int64_t times = 0;
        for (const std::size_t kind : {movies, episodes}) times += rows_in(*pair.maps[kind].map, kind);
        return times;
    }

    // True if the maps have as many times as the history has rows, and no map contradicts the rows that were just read.
    // A map that contradicts them is stale, and is not used in this call.
    bool maps_agree(PairResult& pair) const {
        for (const std::size_t kind : {movies, episodes}) {
            if (times_of(pair) == total_) break;
            // The page of the map that looked like its last one may not have been the last.
            trakt::WatchedMap& map = *pair.maps[kind].map;
            if (!map.is_ended && !trakt::read_rest(context_.api, map, pages_of(total_, page_size_), scope_)) break;
        }
        bool agree = times_of(pair) == total_;
        for (const std::size_t kind : {movies, episodes}) {
            if (!contradicts(pair.maps[kind].map->times, kind)) continue;
            pair.maps[kind] = {.refused = true, .is_absent = false, .map = std::nullopt};
            agree = false;
        }
        return agree;
    }

    // The page has the plays of both kinds down to one time, so every later time of a kind's map must be on the page.
    bool contradicts(const std::vector<trakt::WatchedTime>& map, std::size_t kind) const {
        const std::vector<index::Play>& rows = of_kind_[kind];
        const std::vector<trakt::WatchedTime>& hidden = known_[kind].list->hidden_times;
        if (rows.empty() && newest_.empty()) return false;
        if (!index::contradicts(map, rows, hidden)) {
            const std::int64_t oldest_ms = newest_.back().watched_ms;
            const auto is_newer = [oldest_ms](const trakt::WatchedTime& time) { return time.watched_ms > oldest_ms; };
            const auto newer = std::count_if(map.begin(), map.end(), is_newer);
            const auto shown = std::count_if(rows.begin(), rows.end(), [&](const index::Play& play) {
                return play.trakt_id != 0 && play.watched_ms > oldest_ms;
            });
            if (newer == shown + std::count_if(hidden.begin(), hidden.end(), is_newer)) return false;
        }
        context_.log.say(LogLevel::Warn, name_of(FeatureId::History), "map_stale");
        return true;
    }

    void from_maps(PairResult& pair) {
        for (const std::size_t kind : {movies, episodes}) {
            const trakt::WatchedMap map = *std::exchange(pair.maps[kind].map, std::nullopt);
            const std::int64_t full_cost = pages_of(static_cast<std::int64_t>(map.times.size()), page_size_);
            const auto step =
                kinds_[kind].update_by_map(*known_[kind].list, known_[kind].reason, map, full_cost, pair.results[kind]);
            if (step == HistoryKind::Step::TooExpensive) pair.next[kind] = PairResult::Next::ReadInFull;
        }
    }

    const std::array<KnownKind, 2>& known_;
    account::Context& context_;
    const CallScope& scope_;
    std::array<HistoryKind, 2> kinds_;
    std::vector<index::Play> newest_;                  // plays of both kinds
    std::array<std::vector<index::Play>, 2> of_kind_;  // the same plays, by kind
    std::int64_t total_ = 0;
    std::int64_t page_size_ = 0;
    bool newest_is_all_ = false;
};

}  // namespace

PairResult update_pair(const std::array<KnownKind, 2>& kinds, account::Context& context, const CallScope& scope,
                       std::int64_t most_requests) {
    return Pair(kinds, context, scope, most_requests).run();
}

}  // namespace mod_trakt::features
