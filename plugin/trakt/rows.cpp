// Reading the members of rows, by the rules of each list.
#include "trakt/rows.hpp"

#include <utility>

#include "model/canonical_key.hpp"
#include "model/id_rules.hpp"
#include "model/media_ref.hpp"
#include "model/text.hpp"
#include "model/timestamp.hpp"
#include "support/text.hpp"

namespace mod_trakt::trakt {
namespace {

// The members of a row of any list, found in one pass.
struct RowMembers {
    json::Value type, movie, show, season, episode, watched_at, rating, rated_at, user_rated_at, listed_at, id;
};

RowMembers read_members(json::Value row) {
    RowMembers found;
    for (const auto [name, value] : row.members()) {
        if (is_word(name, "type"))
            found.type = value;
        else if (is_word(name, "movie"))
            found.movie = value;
        else if (is_word(name, "show"))
            found.show = value;
        else if (is_word(name, "season"))
            found.season = value;
        else if (is_word(name, "episode"))
            found.episode = value;
        else if (is_word(name, "watched_at"))
            found.watched_at = value;
        else if (is_word(name, "rating"))
            found.rating = value;
        else if (is_word(name, "rated_at"))
            found.rated_at = value;
        else if (is_word(name, "user_rated_at"))
            found.user_rated_at = value;
        else if (is_word(name, "listed_at"))
            found.listed_at = value;
        else if (is_word(name, "id"))
            found.id = value;
    }
    return found;
}

struct TitleMembers {
    json::Value title, year, ids, season, number;
};

TitleMembers read_title_members(json::Value object) {
    TitleMembers found;
    for (const auto [name, value] : object.members()) {
        if (is_word(name, "title"))
            found.title = value;
        else if (is_word(name, "year"))
            found.year = value;
        else if (is_word(name, "ids"))
            found.ids = value;
        else if (is_word(name, "season"))
            found.season = value;
        else if (is_word(name, "number"))
            found.number = value;
    }
    return found;
}

std::optional<MediaType> type_of_word(std::string_view word) noexcept {
    if (const auto type = media_type_of_singular(word)) return type;  // the usual spelling
    for (const MediaType type : media_types)
        if (equal_ignoring_ascii_case(word, singular(type))) return type;
    return std::nullopt;
}

// The type of a row without a type member, by the title that it contains. A season or episode has its show beside it.
std::optional<MediaType> type_of_members(const RowMembers& row) noexcept {
    if (row.episode.is_object()) return MediaType::Episode;
    if (row.season.is_object()) return MediaType::Season;
    if (row.movie.is_object()) return MediaType::Movie;
    if (row.show.is_object()) return MediaType::Show;
    return std::nullopt;
}

json::Value title_object_of(const RowMembers& row, MediaType type) noexcept {
    switch (type) {
        case MediaType::Movie: return row.movie;
        case MediaType::Show: return row.show;
        case MediaType::Season: return row.season;
        case MediaType::Episode: break;
    }
    return row.episode;
}

// How the lists differ in the members of a season or episode.
struct Style {
    bool show_year = false;                // false: the year stays null
    bool show_title_for_untitled = false;  // an episode without a title gets the title of its show
    // True for ratings: they keep the show's ids as Trakt sent them, whatever the key profile.
    bool plain_show_ids = false;
};

// The reason why a row is skipped; nullopt: it is not skipped.
using Skipped = std::optional<SkippedRow>;

// Reads the item and Trakt's id of the title; the caller adds the rest. Precondition: `row` is default-constructed.
Skipped read_row(Row& row, const RowMembers& members, MediaType type, Style style, const KeyRules& rules) {
    const json::Value object = title_object_of(members, type);
    if (!object.is_object()) return SkippedRow{"no_medium"};
    const TitleMembers own = read_title_members(object);
    Item& item = row.item;
    row.type = type;
    item.type = singular(type);
    assign_ids(item.ids, own.ids, rules.profile);
    row.trakt_id = own.ids["trakt"].integer().value_or(0);
    if (type == MediaType::Movie || type == MediaType::Show) {
        item.title = Field(own.title);
        item.year = Field(own.year);
        return std::nullopt;
    }
    const TitleMembers show = read_title_members(members.show);
    assign_ids(item.show_ids.emplace(), show.ids, style.plain_show_ids ? KeyProfile::Default : rules.profile);
    if (item.show_ids->empty()) item.show_ids.reset();
    item.series_title = Field::or_null(show.title);
    // By convention, an item with numbers and without show_ids has the ids of its show. If the row lacks the ids of its
    // show, the numbers are left out: with them, the item would name an episode of another show when a host sends it
    // back. The rules of 3.2.0 keep the numbers.
    const bool has_numbers = item.show_ids || rules.profile == KeyProfile::CrossWatch32;
    if (type == MediaType::Season) {
        if (has_numbers) item.season = Field::or_null(own.number);
        item.title = Field(show.title);
    } else {
        if (has_numbers) {
            item.season = Field::or_null(own.season);
            item.episode = Field::or_null(own.number);
        }
        item.title = Field(style.show_title_for_untitled && !truthy(own.title) ? show.title : own.title);
    }
    if (style.show_year) item.year = Field(show.year);
    return std::nullopt;
}

Skipped without_ids(const Item& item, const KeyRules& rules) {
    if (item.ids.empty() && !item.show_ids && canonical_key(item, rules) == "unknown:") return SkippedRow{"no_ids"};
    return std::nullopt;
}

Skipped read_watchlist_row(Row& out, json::Value row, const KeyRules& rules) {
    if (!row.is_object()) return SkippedRow{"not_an_object"};
    const RowMembers members = read_members(row);
    const bool untyped = members.type.null_or_absent() || (members.type.is_string() && members.type.text().empty());
    const auto type = untyped ? type_of_members(members) : type_of_word(members.type.text());
    if (!type) return SkippedRow{untyped ? "no_medium" : "unknown_type"};
    if (auto skipped = read_row(out, members, *type, {.show_year = true, .show_title_for_untitled = true}, rules))
        return skipped;
    out.listed_ms = parse_time_ms(members.listed_at);
    return without_ids(out.item, rules);
}

Skipped read_history_row(Row& out, json::Value row, const KeyRules& rules) {
    if (!row.is_object()) return SkippedRow{"not_an_object"};
    const RowMembers members = read_members(row);
    const auto type = type_of_word(members.type.text());
    if (type != MediaType::Movie && type != MediaType::Episode) return SkippedRow{"unknown_type"};
    if (auto skipped = read_row(out, members, *type, {}, rules)) return skipped;
    const auto watched = members.watched_at.is_string() ? parse_time_ms(members.watched_at) : std::nullopt;
    if (!watched) return SkippedRow{"bad_watched_at"};
    out.item.watched_at = Field(members.watched_at);
    out.epoch_ms = *watched;
    out.history_id = members.id.integer().value_or(0);
    // Without any id, a removal could not name this play.
    if (type == MediaType::Episode && out.item.ids.empty() && !out.item.show_ids) return SkippedRow{"no_ids"};
    return without_ids(out.item, rules);
}

Skipped read_ratings_row(Row& out, json::Value row, MediaType listed, const KeyRules& rules) {
    if (!row.is_object()) return SkippedRow{"not_an_object"};
    const RowMembers members = read_members(row);
    const auto type = members.type.null_or_absent() ? listed : type_of_word(members.type.text());
    if (!type) return SkippedRow{"unknown_type"};
    const std::optional<int> rating = rating_of(Field(members.rating));
    if (!rating) return SkippedRow{"bad_rating"};
    if (auto skipped = read_row(out, members, *type, {.show_title_for_untitled = true, .plain_show_ids = true}, rules))
        return skipped;
    const json::Value rated_at = truthy(members.rated_at) ? members.rated_at : members.user_rated_at;
    out.item.rating = Field::integer(*rating);
    if (!rated_at.null_or_absent()) out.item.rated_at = Field(rated_at);
    out.epoch_ms = parse_time_ms(rated_at).value_or(0);
    return without_ids(out.item, rules);
}

// Builds the row inside the result, because rows are large to move.
template <typename Read>
RowResult make_in_place(Read&& read) {
    RowResult result(std::in_place_type<Row>);
    if (const Skipped skipped = read(std::get<Row>(result))) result = *skipped;
    return result;
}

}  // namespace

RowResult watchlist_row(json::Value row, const KeyRules& rules) {
    return make_in_place([&](Row& out) { return read_watchlist_row(out, row, rules); });
}

RowResult history_row(json::Value row, const KeyRules& rules) {
    return make_in_place([&](Row& out) { return read_history_row(out, row, rules); });
}

RowResult ratings_row(json::Value row, MediaType listed, const KeyRules& rules) {
    return make_in_place([&](Row& out) { return read_ratings_row(out, row, listed, rules); });
}

}  // namespace mod_trakt::trakt
