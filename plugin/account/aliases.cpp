#include "account/aliases.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "model/timestamp.hpp"
#include "support/text.hpp"

namespace mod_trakt::account {
namespace {

constexpr std::array strongest_first = {IdKey::Trakt, IdKey::Tvdb, IdKey::Imdb, IdKey::Tmdb};
constexpr std::size_t most_entries = 10'000;

std::string text_of(MediaType type, IdKey key, std::string_view value) {
    std::string text(singular(type));
    (text += ' ') += id_key_name(key);
    return (text += ' ') += value;
}

bool is_at(std::int64_t watched_ms, std::int64_t minute_ms) noexcept {
    return floor_to_minute_ms(watched_ms) == minute_ms;
}

// True if Trakt shows this play under one of the ids by which it was added. An own play without a history id was added
// by this handle, and proves nothing.
bool is_shown(const HeldMatch& match, std::int64_t minute_ms) {
    return std::any_of(match.title.holdings.begin(), match.title.holdings.end(),
                       [&](const Holding& play) { return play.history_id != 0 && is_at(play.watched_ms, minute_ms); });
}

bool is_only_own(const HeldMatch& match, std::int64_t minute_ms) {
    return std::any_of(match.title.holdings.begin(), match.title.holdings.end(),
                       [&](const Holding& play) { return is_at(play.watched_ms, minute_ms); }) &&
           !is_shown(match, minute_ms);
}

}  // namespace

void Aliases::learn(MediaType type, IdKey key, std::string_view value, std::int64_t trakt_id, Source source) {
    if (known_.size() >= most_entries) known_.clear();
    known_.insert_or_assign(text_of(type, key, value), Alias{trakt_id, source});
}

Aliases::Applied Aliases::apply(TitleName& name) const {
    if (!name.type || known_.empty()) return Applied::Nothing;
    apply(MediaType::Show, name.show);
    return apply(*name.type, name.ids);
}

Aliases::Applied Aliases::apply(MediaType type, Ids& ids) const {
    for (const IdKey key : strongest_first) {
        if (!ids.has(key)) continue;
        const auto known = known_.find(text_of(type, key, ids.get(key)));
        if (known != known_.end()) {
            ids.set(IdKey::Trakt, std::to_string(known->second.trakt_id));
            return known->second.source == Source::Search ? Applied::Searched : Applied::Eliminated;
        }
        // A Trakt id that was not merged is not replaced by what weaker ids stand for.
        if (key == IdKey::Trakt) return Applied::Nothing;
    }
    return Applied::Nothing;
}

bool Aliases::are_of_another(const TitleName& name) const {
    if (!name.type || !name.ids.has(IdKey::Trakt)) return false;
    return std::any_of(strongest_first.begin() + 1, strongest_first.end(), [&](IdKey key) {
        if (!name.ids.has(key)) return false;
        const auto known = known_.find(text_of(*name.type, key, name.ids.get(key)));
        return known != known_.end() && std::to_string(known->second.trakt_id) != name.ids.get(IdKey::Trakt);
    });
}

void Aliases::learn_that_none(MediaType type, IdKey key, std::string_view value) {
    if (none_.size() >= most_entries) none_.clear();
    none_.insert(text_of(type, key, value));
}

bool Aliases::is_none(MediaType type, IdKey key, std::string_view value) const {
    return none_.contains(text_of(type, key, value));
}

void Aliases::note_added(const TitleName& name, std::int64_t minute_ms, std::vector<HeldPlay> before) {
    if (minute_ms != 0 && added_.size() < most_entries) added_.push_back({name, minute_ms, std::move(before)});
}

void Aliases::compare_added(const Holdings& now) {
    std::vector<TitleName> names;
    std::set<std::int64_t> minutes;
    for (const Added& added : added_) {
        names.push_back(added.name);
        minutes.insert(added.minute_ms);
    }
    now.look_for(names);
    std::vector<Added> open, not_yet_read;
    for (Added& added : std::exchange(added_, {})) {
        const HeldMatch match = now.match(added.name);
        if (is_only_own(match, added.minute_ms))
            not_yet_read.push_back(std::move(added));
        else if (!is_shown(match, added.minute_ms))
            open.push_back(std::move(added));
    }
    added_ = std::move(not_yet_read);
    if (open.empty()) return;
    const std::vector<HeldPlay> plays = now.plays_at(minutes);
    for (const Added& added : open) {
        // With a second unexplained add at this minute, each new play may be of either.
        const auto rivals = std::count_if(open.begin(), open.end(), [&](const Added& other) {
            return other.minute_ms == added.minute_ms && other.name.type == added.name.type;
        });
        const HeldPlay* found = nullptr;
        std::size_t count = 0;
        for (const HeldPlay& play : plays) {
            const bool is_old = std::any_of(added.before.begin(), added.before.end(),
                                            [&](const HeldPlay& old) { return old.title == play.title; });
            const bool is_named = std::any_of(names.begin(), names.end(), [&](const TitleName& name) {
                const HeldName held{0, play.title};
                return match_title(name, {&held, 1}, {&play.title.show, 1}).kind == TitleMatch::Kind::Held;
            });
            if (play.title.type != added.name.type || !is_at(play.watched_ms, added.minute_ms) || is_old || is_named)
                continue;
            found = &play;
            ++count;
        }
        if (count == 0) added_.push_back(added);  // these holdings do not show it; later ones may
        if (rivals != 1 || count != 1) continue;
        const auto trakt_id = parse_number<std::int64_t>(found->title.ids.get(IdKey::Trakt));
        if (!trakt_id) continue;
        for (const IdKey key : strongest_first)
            if (added.name.ids.has(key))
                learn(*added.name.type, key, added.name.ids.get(key), *trakt_id, Source::Elimination);
    }
}

void Aliases::clear() {
    known_.clear();
    none_.clear();
    added_.clear();
}

}  // namespace mod_trakt::account
