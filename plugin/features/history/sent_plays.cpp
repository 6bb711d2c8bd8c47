#include "features/history/sent_plays.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "features/history/one_kind.hpp"
#include "features/history/play_rows.hpp"
#include "index/plays/play_changes.hpp"
#include "model/timestamp.hpp"
#include "support/text.hpp"
#include "trakt/failure.hpp"
#include "trakt/page.hpp"
#include "trakt/paths.hpp"
#include "trakt/watched_map.hpp"

namespace mod_trakt::features {
namespace {

// Looking up so few minutes takes no more requests than the map does.
constexpr std::size_t few_minutes = 2;

using Times = std::vector<trakt::WatchedTime>;

// The map of one kind, if it has as many times as the list has plays now, and those of the newest page.
std::optional<Times> proven_map(MediaType type, account::Context& context, const CallScope& scope) {
    const int per_page = context.options.of(FeatureId::History).pages.per_page;
    try {
        const trakt::Page newest =
            trakt::get_page(context.api, trakt::list_path(FeatureId::History, type), 1, per_page, scope);
        if (!newest.item_count || newest.limit.value_or(per_page) <= 0) return std::nullopt;
        PlayRows rows(context.options.keys, type);
        const std::vector<index::Play> plays = rows.take_all(newest.body.root());
        const trakt::MapSize size = {.times = newest.item_count,
                                     .most_pages = pages_of(*newest.item_count, newest.limit.value_or(per_page))};
        trakt::MapAnswer answer = trakt::get_watched_map(context.api, type, size, scope);
        if (!answer.map || static_cast<std::int64_t>(answer.map->times.size()) != *newest.item_count)
            return std::nullopt;
        if (index::contradicts(answer.map->times, plays)) return std::nullopt;
        return std::move(answer.map->times);
    } catch (const Failure& failure) {
        if (trakt::ends_the_call(failure.error().status)) throw;
        return std::nullopt;
    }
}

std::optional<std::int64_t> trakt_id_of(const changes::Intent& intent) {
    const auto id = [](const TitleName& name) { return parse_number<std::int64_t>(name.ids.get(IdKey::Trakt)); };
    const auto own = id(intent.name);
    return own || !intent.held.is_held() || intent.held.title.names.empty() ? own : id(intent.held.title.names.front());
}

// The plays of one kind, by number.
class Kind {
public:
    Kind(std::span<const changes::Intent> plays, std::span<const account::HeldPlay> before, MediaType type)
        : plays_(plays) {
        for (std::size_t i = 0; i < plays.size(); ++i)
            if (media_type(plays[i].title) == type && plays[i].minute_ms) numbers_.push_back(i);
        for (const std::size_t i : numbers_) new_at_.emplace(*plays[i].minute_ms, std::multiset<std::int64_t>());
        for (const account::HeldPlay& play : before)
            if (const auto id = parse_number<std::int64_t>(play.title.ids.get(IdKey::Trakt));
                id && play.title.type == type)
                before_.emplace(*id, play.watched_ms);
    }
    std::size_t minutes() const noexcept { return new_at_.size(); }

    void judge(const Times& times, std::vector<std::optional<bool>>& there) {
        find_new(times);
        std::vector<std::size_t> open;
        for (const std::size_t i : numbers_) {
            const auto id = trakt_id_of(plays_[i]);
            if (id && watched_.contains({*id, *plays_[i].minute_ms})) {
                there[i] = true;
                std::multiset<std::int64_t>& titles = new_at_[*plays_[i].minute_ms];
                if (const auto own = titles.find(*id); own != titles.end()) titles.erase(own);
            } else {
                open.push_back(i);
            }
        }
        // A play of a held title would show under the Trakt id of that title. Another play may be the new play at its
        // minute that no id explains.
        for (const std::size_t i : open) {
            const bool shows_under_its_id = plays_[i].held.is_held() && trakt_id_of(plays_[i]);
            if (shows_under_its_id || new_at_[*plays_[i].minute_ms].empty()) there[i] = false;
        }
    }

private:
    // Times are compared with their titles: at the same minute one play may have gone and another one have come.
    void find_new(const Times& times) {
        for (const trakt::WatchedTime& time : times) {
            const std::int64_t minute = floor_to_minute_ms(time.watched_ms);
            const auto at = new_at_.find(minute);
            if (at == new_at_.end()) continue;
            watched_.emplace(time.trakt_id, minute);
            const auto old = before_.find({time.trakt_id, time.watched_ms});
            if (old == before_.end())
                at->second.insert(time.trakt_id);
            else
                before_.erase(old);
        }
    }

    std::span<const changes::Intent> plays_;
    std::vector<std::size_t> numbers_;
    std::multiset<std::pair<std::int64_t, std::int64_t>> before_;  // Trakt id and time
    std::set<std::pair<std::int64_t, std::int64_t>> watched_;      // Trakt id and minute
    std::map<std::int64_t, std::multiset<std::int64_t>> new_at_;   // by minute: titles of plays that nothing explains
};

}  // namespace

std::vector<std::optional<bool>> sent_plays_by_map(std::span<const changes::Intent> plays,
                                                   std::span<const account::HeldPlay> before, account::Context& context,
                                                   const CallScope& scope) {
    std::vector<std::optional<bool>> there(plays.size());
    for (const MediaType type : {MediaType::Movie, MediaType::Episode}) {
        Kind kind(plays, before, type);
        if (kind.minutes() <= few_minutes) continue;
        if (const auto times = proven_map(type, context, scope)) kind.judge(*times, there);
    }
    return there;
}

}  // namespace mod_trakt::features
