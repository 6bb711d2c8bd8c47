#include "changes/play_aliases.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <set>
#include <utility>

#include "changes/kept_name.hpp"
#include "model/timestamp.hpp"

namespace mod_trakt::changes {
namespace {

bool is_at(const account::HeldPlay& play, const Intent& intent) {
    return floor_to_minute_ms(play.watched_ms) == intent.minute_ms;
}

bool explains(const Intent& intent, const account::HeldPlay& play) {
    if (!intent.held.is_held() || !is_at(play, intent)) return false;
    const auto& names = intent.held.title.names;
    return std::any_of(names.begin(), names.end(),
                       [&](const TitleName& name) { return account::is_same_row_title(name, play.title); });
}

}  // namespace

std::vector<account::HeldPlay> plays_beside(std::span<const Intent> intents, const account::Holdings& holdings) {
    std::set<std::int64_t> minutes;
    for (const Intent& intent : intents)
        if (intent.minute_ms && !intent.held.is_held()) minutes.insert(*intent.minute_ms);
    return minutes.empty() ? std::vector<account::HeldPlay>() : holdings.plays_at(minutes);
}

std::vector<account::HeldPlay> new_plays(std::vector<account::HeldPlay> now,
                                         std::span<const account::HeldPlay> before) {
    for (const account::HeldPlay& old : before) {
        const auto same = std::find_if(now.begin(), now.end(), [&](const account::HeldPlay& play) {
            return play.watched_ms == old.watched_ms && account::is_same_row_title(play.title, old.title);
        });
        if (same != now.end()) now.erase(same);
    }
    return now;
}

std::vector<account::HeldPlay> unexplained_plays(std::vector<account::HeldPlay> plays,
                                                 std::span<const Intent> intents) {
    std::erase_if(plays, [&](const account::HeldPlay& play) {
        return std::any_of(intents.begin(), intents.end(),
                           [&](const Intent& intent) { return explains(intent, play); });
    });
    return plays;
}

bool could_be(const TitleName& input, std::optional<std::int64_t> year, const account::HeldPlay& play) {
    const auto differ = [](const auto& a, const auto& b) { return a && b && *a != *b; };
    const auto ids_differ = [](const Ids& a, const Ids& b) {
        return std::any_of(strongest_first.begin() + 1, strongest_first.end(),
                           [&](IdKey key) { return a.has(key) && b.has(key) && a.get(key) != b.get(key); });
    };
    const TitleName& title = play.title;
    if (input.type != title.type || ids_differ(input.ids, title.ids) || ids_differ(input.show, title.show))
        return false;
    if (differ(input.season, title.season) || differ(input.episode, title.episode)) return false;
    return !year || !play.year || std::abs(*year - *play.year) <= 1;
}

std::vector<account::HeldPlay> rivals_of(const account::Journal::Play& sent,
                                         std::span<const account::HeldPlay> unexplained, account::Aliases& aliases) {
    TitleName searched = sent.title;
    const bool is_certain = aliases.apply(searched).title == account::Aliases::Applied::Searched;
    std::vector<account::HeldPlay> rivals;
    for (const account::HeldPlay& play : unexplained) {
        if (floor_to_minute_ms(play.watched_ms) != sent.minute_ms || !could_be(sent.title, {}, play)) continue;
        if (is_certain && play.title.ids.has(IdKey::Trakt) &&
            play.title.ids.get(IdKey::Trakt) != searched.ids.get(IdKey::Trakt))
            continue;
        rivals.push_back(play);
    }
    for (const std::int64_t known : sent.beside) {
        const auto same = std::find_if(rivals.begin(), rivals.end(), [&](const account::HeldPlay& play) {
            return play.title.ids.get(IdKey::Trakt) == std::to_string(known);
        });
        if (same != rivals.end()) rivals.erase(same);
    }
    return rivals;
}

std::vector<account::HeldPlay> plays_not_in_journal(std::vector<account::HeldPlay> plays,
                                                    const account::Journal& journal) {
    std::erase_if(plays, [&](const account::HeldPlay& play) {
        return journal.last({play.title, floor_to_minute_ms(play.watched_ms)}) != nullptr;
    });
    return plays;
}

void note_added_plays(std::span<const Intent* const> added, std::span<const account::HeldPlay> before,
                      account::Aliases& aliases) {
    std::set<std::int64_t> minutes;
    for (const Intent* intent : added)
        if (intent->minute_ms && !intent->held.is_held()) minutes.insert(*intent->minute_ms);
    // Plays of held titles at these minutes are noted too: they explain new rows.
    for (const Intent* intent : added) {
        if (!intent->minute_ms || !minutes.contains(*intent->minute_ms)) continue;
        std::vector<account::HeldPlay> of_minute;
        std::copy_if(before.begin(), before.end(), std::back_inserter(of_minute),
                     [&](const account::HeldPlay& play) { return is_at(play, *intent); });
        aliases.note_added(kept_name(*intent), *intent->minute_ms, std::move(of_minute));
    }
}

}  // namespace mod_trakt::changes
