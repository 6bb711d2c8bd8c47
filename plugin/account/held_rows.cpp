#include "account/held_rows.hpp"

#include <algorithm>
#include <limits>

#include "index/plays/play_entry.hpp"
#include "index/plays/play_table.hpp"
#include "index/snapshot/media_table.hpp"
#include "support/error.hpp"

namespace mod_trakt::account {
namespace {

Failure damaged() { return {Status::Internal, "internal", "the tables of a snapshot in memory are damaged"}; }

// A place in a show as one number.
std::uint64_t number_in_show(std::uint32_t show, std::uint16_t season, std::uint16_t episode) noexcept {
    return static_cast<std::uint64_t>(show) << 32 | static_cast<std::uint64_t>(season) << 16 | episode;
}

std::optional<std::uint16_t> as_table_number(const std::optional<std::int64_t>& number) noexcept {
    if (!number || *number < 0 || *number > std::numeric_limits<std::uint16_t>::max()) return std::nullopt;
    return static_cast<std::uint16_t>(*number);
}

// Whether a title whose Trakt id is `known` (0: not known) is surely another one than that of the id `wanted`.
bool differs(std::string_view wanted, std::int64_t known) noexcept {
    return !wanted.empty() && known != 0 && index::id_number(IdKey::Trakt, wanted) != known;
}

}  // namespace

HeldRows::HeldRows(const index::CompleteSnapshot& snapshot, const KeyRules& rules) : snapshot_(snapshot) {
    std::string_view entries = snapshot.entries();
    for (const index::SnapshotSection& section : snapshot.sections()) {
        const auto decoded = index::decode_titles(section.tables.titles);
        if (!decoded) throw damaged();
        const auto first_show = static_cast<std::uint32_t>(shows_.size());
        const auto first_title = static_cast<std::uint32_t>(titles_.size());
        add_shows(*decoded);
        add_titles(*decoded, first_show);
        entries = section.tables.media.empty() ? add_plays(section, first_title, entries, rules)
                                               : add_media(section, first_title, entries, rules);
    }
    if (size() != snapshot.count()) throw damaged();
}

std::optional<std::size_t> HeldRows::slot_of(IdKey key) noexcept {
    switch (key) {
        case IdKey::Trakt: return 0;
        case IdKey::Tvdb: return 1;
        case IdKey::Tmdb: return 2;
        case IdKey::Imdb: return 3;
        default: return std::nullopt;
    }
}

namespace {

// f(slot, number) for each id that is known.
template <typename F>
void each_id(const index::NumericIds& ids, F&& f) {
    const std::array<std::int64_t, 4> numbers = {ids.trakt, ids.tvdb, ids.tmdb, ids.imdb};
    for (std::size_t slot = 0; slot < numbers.size(); ++slot)
        if (numbers[slot] != 0) f(slot, static_cast<std::uint64_t>(numbers[slot]));
}

}  // namespace

void HeldRows::add_shows(const index::TitlesOfTable& decoded) {
    for (const index::TitleShow& show : decoded.shows) {
        const auto place = static_cast<std::uint32_t>(shows_.size());
        shows_.push_back(show);
        each_id(show.ids, [&](std::size_t slot, std::uint64_t number) { shows_by_id_[slot].put(number, place); });
        if (!show.slug.empty()) shows_by_slug_.emplace(show.slug, place);
    }
}

void HeldRows::add_titles(const index::TitlesOfTable& decoded, std::uint32_t first_show) {
    titles_.reserve(titles_.size() + decoded.titles.size());
    if (!decoded.titles.empty()) {
        const std::size_t type = index_of(decoded.titles.front().type);  // usually that of all
        for (NumberPlaces& places : titles_by_id_[type]) places.reserve(decoded.titles.size());
        titles_in_shows_[type].reserve(decoded.titles.size());
    }
    for (index::Title title : decoded.titles) {
        const auto place = static_cast<std::uint32_t>(titles_.size());
        const std::size_t type = index_of(title.type);
        each_id(title.ids,
                [&](std::size_t slot, std::uint64_t number) { titles_by_id_[type][slot].put(number, place); });
        if (title.show != index::Title::no_show) title.show += first_show;
        if (title.show != index::Title::no_show && title.is_numbered)
            titles_in_shows_[type].put(number_in_show(title.show, title.season, title.episode), place);
        titles_.push_back(title);
        owners_.push_back(place);
        is_told_by_text_.push_back(title.is_in_text);
    }
    last_row_.resize(titles_.size());
}

std::string_view HeldRows::add_plays(const index::SnapshotSection& section, std::uint32_t first_title,
                                     std::string_view entries, const KeyRules& rules) {
    const auto decoded = index::decode_plays(section.tables.plays, section.plays, entries);
    if (!decoded) throw damaged();
    NumberPlaces by_trakt_id;
    by_trakt_id.reserve(titles_.size() - first_title);
    for (std::uint32_t title = first_title; title < titles_.size(); ++title) {
        const auto number = static_cast<std::uint64_t>(titles_[title].ids.trakt);
        owners_[title] = by_trakt_id.newest(number).value_or(title);
        if (owners_[title] == title) by_trakt_id.put(number, title);
        if (is_told_by_text_[title]) is_told_by_text_[owners_[title]] = true;
    }
    rows_.reserve(rows_.size() + decoded->plays.size());
    for (const index::Play& play : decoded->plays) {
        if (play.entry.empty()) continue;
        const auto owner = play.trakt_id != 0 ? by_trakt_id.newest(static_cast<std::uint64_t>(play.trakt_id))
                                              : std::optional<std::uint32_t>();
        add_row(owner, {.history_id = play.history_id, .watched_ms = play.watched_ms, .rating = 0, .rated_ms = {}},
                play.entry, rules);
    }
    return decoded->rest;
}

std::string_view HeldRows::add_media(const index::SnapshotSection& section, std::uint32_t first_title,
                                     std::string_view entries, const KeyRules& rules) {
    const auto decoded = index::decode_media(section.tables.media, section.count, entries);
    if (!decoded) throw damaged();
    for (const index::MediaRow& row : decoded->rows) {
        if (row.title >= titles_.size() - first_title) throw damaged();
        add_row(first_title + row.title,
                {.history_id = 0, .watched_ms = 0, .rating = row.rating, .rated_ms = row.rated_ms}, row.entry, rules);
    }
    return decoded->rest;
}

void HeldRows::add_row(std::optional<std::uint32_t> owner, const Holding& holding, std::string_view entry,
                       const KeyRules& rules) {
    if (!owner || is_told_by_text_[*owner]) {
        const index::EntryItem read(entry, rules);
        return in_text_.add(read.item(), holding);
    }
    rows_.push_back(holding);
    row_before_.push_back(last_row_[*owner]);
    last_row_[*owner] = static_cast<std::uint32_t>(rows_.size());
}

template <typename F>
void HeldRows::each_title(const TitleToken& token, F&& f) const {
    const auto slot = slot_of(token.key);
    const auto number = index::id_number(token.key, token.value);
    const std::size_t type = index_of(token.type);
    if (!token.is_in_show) {
        if (slot && number) titles_by_id_[type][*slot].each(static_cast<std::uint64_t>(*number), f);
        return;
    }
    const auto season = as_table_number(token.season), episode = as_table_number(token.episode);
    if (!season || (token.episode && !episode)) return;
    const auto look_in = [&](std::uint32_t show) {
        titles_in_shows_[type].each(number_in_show(show, *season, episode.value_or(0)), f);
    };
    if (slot && number) shows_by_id_[*slot].each(static_cast<std::uint64_t>(*number), look_in);
    if (token.key != IdKey::Slug) return;
    const auto [begin, end] = shows_by_slug_.equal_range(token.value);
    std::for_each(begin, end, [&](const auto& entry) { look_in(entry.second); });
}

bool HeldRows::contradicts(const index::Title& title, const TraktIds& wanted) const noexcept {
    const std::int64_t show = title.show != index::Title::no_show ? shows_[title.show].ids.trakt : 0;
    return differs(wanted.own, title.ids.trakt) || differs(wanted.show, show);
}

void HeldRows::find(const TitleToken& token, const TraktIds& wanted, const std::set<std::int64_t>& gone,
                    std::vector<Holding>& found) const {
    std::vector<std::uint32_t> rows;
    each_title(token, [&](std::uint32_t title) {
        if (is_told_by_text_[owners_[title]] || contradicts(titles_[title], wanted)) return;
        for (std::uint32_t row = last_row_[owners_[title]]; row != 0; row = row_before_[row - 1]) rows.push_back(row);
    });
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    std::vector<Holding> in_text;
    in_text_.find(token, wanted, in_text);
    const auto is_held = [&gone](const Holding& holding) { return !gone.contains(holding.history_id); };
    for (const std::uint32_t row : rows)
        if (is_held(rows_[row - 1])) found.push_back(rows_[row - 1]);
    std::copy_if(in_text.begin(), in_text.end(), std::back_inserter(found), is_held);
}

std::size_t HeldRows::count_of(const std::set<std::int64_t>& history_ids) const {
    const auto is_one = [&](const Holding& holding) { return history_ids.contains(holding.history_id); };
    return static_cast<std::size_t>(std::count_if(rows_.begin(), rows_.end(), is_one)) + in_text_.count_of(history_ids);
}

}  // namespace mod_trakt::account
