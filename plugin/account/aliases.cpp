#include "account/aliases.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "model/timestamp.hpp"
#include "support/text.hpp"

namespace mod_trakt::account {
namespace {

std::string text_of(MediaType type, IdKey key, std::string_view value) {
    std::string text(singular(type));
    (text += ' ') += id_key_name(key);
    return (text += ' ') += value;
}

bool is_in_minute(std::int64_t watched_ms, std::int64_t minute_ms) noexcept {
    return floor_to_minute_ms(watched_ms) == minute_ms;
}

// True if Trakt shows this play under one of the ids by which it was added. A play without a history id is an
// own write that was not read yet, and proves nothing.
bool is_shown(const HeldMatch& match, std::int64_t minute_ms) {
    return std::any_of(match.title.holdings.begin(), match.title.holdings.end(), [&](const Holding& play) {
        return play.history_id != 0 && is_in_minute(play.watched_ms, minute_ms);
    });
}

// True if the play is held only because this handle has added it.
bool is_only_own(const HeldMatch& match, std::int64_t minute_ms) {
    return std::any_of(match.title.holdings.begin(), match.title.holdings.end(),
                       [&](const Holding& play) { return is_in_minute(play.watched_ms, minute_ms); }) &&
           !is_shown(match, minute_ms);
}

}  // namespace

void Aliases::learn(MediaType type, IdKey key, std::string_view value, std::int64_t trakt_id, Source source) {
    ++revision_;
    known_.put(text_of(type, key, value), Alias{trakt_id, source, 0});
}

void Aliases::learn_by_elimination(const TitleName& name, const TitleName& shown) {
    const bool is_by_show = name.ids.empty() && is_numbered(name);
    if (is_by_show && (name.season != shown.season || name.episode != shown.episode)) return;
    const Ids& sent = is_by_show ? name.show : name.ids;
    const auto trakt_id = parse_number<std::int64_t>((is_by_show ? shown.show : shown.ids).get(IdKey::Trakt));
    if (!trakt_id) return;
    for (const IdKey key : strongest_first)
        if (sent.has(key))
            learn(is_by_show ? MediaType::Show : *name.type, key, sent.get(key), *trakt_id, Source::Elimination);
}

Aliases::AppliedTo Aliases::apply(TitleName& name) {
    if (!name.type || known_.empty()) return {};
    const Applied to_show = apply(MediaType::Show, name.show);
    return {apply(*name.type, name.ids), to_show};
}

Aliases::Applied Aliases::apply(MediaType type, Ids& ids) {
    for (const IdKey key : strongest_first) {
        if (!ids.has(key)) continue;
        if (const auto known = find_last(type, key, ids.get(key))) {
            ids.set(IdKey::Trakt, std::to_string(known->trakt_id));
            return known->source == Source::Search ? Applied::Searched : Applied::Eliminated;
        }
        // A Trakt id that was not merged is not replaced by the one that weaker ids stand for.
        if (key == IdKey::Trakt) return Applied::Nothing;
    }
    return Applied::Nothing;
}

std::optional<Aliases::Alias> Aliases::find_last(MediaType type, IdKey key, std::string_view value) {
    std::optional<Alias> last;
    for (int step = 0; step < most_merges; ++step) {
        const Alias* const next =
            known_.find(last ? text_of(type, IdKey::Trakt, std::to_string(last->trakt_id)) : text_of(type, key, value));
        if (next == nullptr || (last && next->trakt_id == last->trakt_id)) break;
        const bool is_surely_next = next->source == Source::Search && (!last || last->source == Source::Search);
        last = *next;
        last->source = is_surely_next ? Source::Search : Source::Elimination;
    }
    return last;
}

bool Aliases::are_of_two_titles(MediaType type, const Ids& ids) {
    if (!ids.has(IdKey::Trakt)) return false;
    return std::any_of(strongest_first.begin() + 1, strongest_first.end(), [&](IdKey key) {
        if (!ids.has(key)) return false;
        const auto known = find_last(type, key, ids.get(key));
        return known && std::to_string(known->trakt_id) != ids.get(IdKey::Trakt);
    });
}

void Aliases::learn_that_none(MediaType type, IdKey key, std::string_view value, const Clock& clock) {
    ++revision_;
    none_.put(text_of(type, key, value), clock.unix_ms());
}

bool Aliases::is_none(MediaType type, IdKey key, std::string_view value, const Clock& clock) {
    const std::int64_t* learnt_ms = none_.find(text_of(type, key, value));
    return learnt_ms != nullptr && !clock.is_older(*learnt_ms, LearntAliases::none_for_ms);
}

void Aliases::note_added(const TitleName& name, std::int64_t minute_ms, std::vector<HeldPlay> before) {
    if (minute_ms == 0 || added_.size() >= most_entries) return;
    ++revision_;
    std::vector<TitleName> titles;
    titles.reserve(before.size());
    for (HeldPlay& play : before) titles.push_back(std::move(play.title));
    added_.push_back({{name, minute_ms, std::move(titles), 0}});
}

void Aliases::forget_removed(const WasRemoved& was_removed) {
    if (std::erase_if(added_, [&](const Added& added) { return was_removed(added.name, added.minute_ms); }) > 0)
        ++revision_;
}

void Aliases::compare_added(const Holdings& now, const std::optional<std::set<std::int64_t>>& minutes_ms,
                            const IsOfOtherWriter& is_of_other_writer) {
    const auto is_covered = [&](const Added& added) { return !minutes_ms || minutes_ms->contains(added.minute_ms); };
    std::vector<TitleName> names;
    std::set<std::int64_t> minutes;
    for (const Added& added : added_) {
        if (!is_covered(added)) continue;
        names.push_back(added.name);
        minutes.insert(added.minute_ms);
    }
    if (names.empty()) return;
    now.look_for(names);
    std::vector<std::size_t> open;  // places in added_
    for (std::size_t i = 0; i < added_.size(); ++i) {
        Added& added = added_[i];
        if (added.is_explained || !is_covered(added)) continue;
        const HeldMatch match = now.match(added.name);
        added.is_explained = is_shown(match, added.minute_ms);
        if (!added.is_explained && !is_only_own(match, added.minute_ms)) open.push_back(i);
    }
    if (!open.empty()) {
        std::vector<HeldPlay> plays = now.plays_at(minutes);
        if (is_of_other_writer) std::erase_if(plays, is_of_other_writer);
        eliminate(open, plays);
    }
    forget_explained();
}

// `open`: added plays that Trakt does not show under their own ids. `plays`: all plays of their minutes now.
void Aliases::eliminate(const std::vector<std::size_t>& open, const std::vector<HeldPlay>& plays) {
    std::multimap<std::int64_t, const HeldPlay*> by_minute;
    for (const HeldPlay& play : plays) by_minute.emplace(floor_to_minute_ms(play.watched_ms), &play);
    for (const std::size_t place : open) {
        Added& added = added_[place];
        // If another added play of this type and minute is not explained, a new play may be either of the two.
        const auto rivals = std::count_if(open.begin(), open.end(), [&](std::size_t other) {
            return added_[other].minute_ms == added.minute_ms && added_[other].name.type == added.name.type;
        });
        const HeldPlay* found = nullptr;
        std::size_t count = 0;
        const auto [begin, end] = by_minute.equal_range(added.minute_ms);
        for (auto at = begin; at != end; ++at) {
            const HeldPlay& play = *at->second;
            if (found != nullptr && is_same_row_title(found->title, play.title)) continue;
            const auto plays_now = std::count_if(
                begin, end, [&](const auto& other) { return is_same_row_title(other.second->title, play.title); });
            if (play.title.type != added.name.type || !is_new_and_unnamed(play, plays_now, added)) continue;
            found = &play;
            ++count;
        }
        if (count == 0) continue;  // these holdings do not show it; later ones may
        added.is_explained = true;
        if (rivals == 1 && count == 1) learn_by_elimination(added.name, found->title);
    }
}

// True if the title has more plays in that minute than before, and no play added in that minute has a name of it.
bool Aliases::is_new_and_unnamed(const HeldPlay& play, std::ptrdiff_t plays_now, const Added& added) const {
    const auto plays_before = std::count_if(added.before.begin(), added.before.end(),
                                            [&](const TitleName& old) { return is_same_row_title(old, play.title); });
    const bool is_old = plays_now <= plays_before;
    return !is_old && std::none_of(added_.begin(), added_.end(), [&](const Added& other) {
        if (other.minute_ms != added.minute_ms) return false;
        const HeldName held{0, play.title};
        return match_title(other.name, {&held, 1}, {&play.title.show, 1}).kind == TitleMatch::Kind::Held;
    });
}

void Aliases::forget_explained() {
    std::set<std::int64_t> open;
    for (const Added& added : added_)
        if (!added.is_explained) open.insert(added.minute_ms);
    if (std::erase_if(added_,
                      [&](const Added& added) { return added.is_explained && !open.contains(added.minute_ms); }) > 0)
        ++revision_;
}

void Aliases::forget_eliminated(MediaType type, const Ids& ids) {
    for (const IdKey key : strongest_first) {
        if (!ids.has(key)) continue;
        const std::string text = text_of(type, key, ids.get(key));
        const Alias* const known = known_.find(text);
        if (known == nullptr || known->source != Source::Elimination) continue;
        ++revision_;
        known_.erase(text);
    }
}

const LearntAliases::Entries* Aliases::entries_of(std::string_view feature) const {
    const auto found = entries_.find(std::string(feature));
    return found != entries_.end() ? &found->second : nullptr;
}

void Aliases::set_entries(std::string_view feature, const LearntAliases::Entries& entries) {
    const LearntAliases::Entries* const former = entries_of(feature);
    if (former != nullptr ? *former == entries : entries.written.empty()) return;
    ++revision_;
    if (entries.written.empty())
        entries_.erase(std::string(feature));
    else
        entries_.insert_or_assign(std::string(feature), entries);
}

LearntAliases Aliases::learnt() const {
    LearntAliases learnt;
    known_.each([&](const std::string& key, const Alias& alias) { learnt.known.emplace(key, alias); });
    none_.each([&](const std::string& key, std::int64_t at_ms) { learnt.none.emplace(key, at_ms); });
    learnt.added.assign(added_.begin(), added_.end());
    learnt.entries = entries_;
    return learnt;
}

void Aliases::set(const LearntAliases& learnt) {
    clear();
    const auto take = [](const auto& from, auto& into, auto at_ms) {
        std::vector<const typename std::decay_t<decltype(from)>::value_type*> entries;
        for (const auto& entry : from) entries.push_back(&entry);
        std::stable_sort(entries.begin(), entries.end(),
                         [&](const auto* a, const auto* b) { return at_ms(a->second) < at_ms(b->second); });
        for (const auto* entry : entries) into.put(entry->first, entry->second);
    };
    take(learnt.known, known_, [](const Alias& alias) { return alias.at_ms; });
    take(learnt.none, none_, [](std::int64_t at_ms) { return at_ms; });
    for (const LearntAliases::Added& added : learnt.added)
        if (added_.size() < most_entries) added_.push_back({added});
    entries_ = learnt.entries;
}

void Aliases::clear() {
    ++revision_;
    known_.clear();
    none_.clear();
    added_.clear();
    entries_.clear();
}

}  // namespace mod_trakt::account
