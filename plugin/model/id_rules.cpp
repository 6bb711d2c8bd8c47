// The rules of each id key.
#include "model/id_rules.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "model/text.hpp"
#include "support/text.hpp"

namespace mod_trakt {
namespace {

bool is_sentinel(std::string_view stripped) noexcept {
    static constexpr std::array<std::string_view, 6> words = {"none", "null", "nan", "undefined", "unknown", "0"};
    if (stripped.empty()) return true;
    if (stripped.size() > 9) return false;
    return std::any_of(words.begin(), words.end(),
                       [&](auto word) { return equal_ignoring_ascii_case(stripped, word); });
}

// True for ids that are already normalised, as nearly all are: "550", "tt0137523", "fight-club-1999".
bool is_canonical(IdKey key, std::string_view text) noexcept {
    switch (key) {
        case IdKey::Imdb: return text.size() > 2 && text.starts_with("tt") && all_ascii_digits(text.substr(2));
        case IdKey::Guid: return false;
        case IdKey::Slug:
            return !is_sentinel(text) && std::all_of(text.begin(), text.end(), [](char c) {
                return (c >= 'a' && c <= 'z') || is_ascii_digit(c) || c == '-';
            });
        default: return all_ascii_digits(text) && text.front() != '0';
    }
}

std::string_view without_leading_zeros(std::string_view digits) noexcept {
    return digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
}

// Removes the fraction of "550.0", an integer that a host wrote as a float. Empty when the fraction is not zero.
std::string_view without_fraction(std::string_view text) noexcept {
    const std::size_t dot = text.find('.');
    if (dot == std::string_view::npos || !all_ascii_digits(text.substr(0, dot)) ||
        !all_ascii_digits(text.substr(dot + 1)))
        return text;
    return text.find_first_not_of('0', dot + 1) == std::string_view::npos ? text.substr(0, dot) : std::string_view();
}

// The first "tt" with digits after it, as a view of both; empty if there is none.
std::string_view find_title_id(std::string_view lowered, Digits accepted) noexcept {
    for (std::size_t at = lowered.find("tt"); at != std::string_view::npos; at = lowered.find("tt", at + 1)) {
        std::size_t end = at + 2;
        while (const std::size_t length = digit_length(lowered, end, accepted)) end += length;
        if (end > at + 2) return lowered.substr(at, end - at);
    }
    return {};
}

// True for an id of something other than a title, such as "nm0000093" or ".../co0047120": exactly two letters are
// directly before the number.
bool names_no_title(std::string_view lowered) noexcept {
    const auto is_letter = [&](std::size_t i) { return lowered[i] >= 'a' && lowered[i] <= 'z'; };
    const std::size_t digit = lowered.find_first_of("0123456789");
    if (digit == std::string_view::npos || digit < 2 || !is_letter(digit - 1) || !is_letter(digit - 2)) return false;
    return digit == 2 || !is_letter(digit - 3);
}

bool assign_imdb(Ids& ids, std::string_view stripped, KeyProfile profile) {
    const Digits accepted = profile == KeyProfile::CrossWatch32 ? Digits::AnyScript : Digits::Ascii;
    const std::string lowered = lower(stripped);
    if (const std::string_view title = find_title_id(lowered, accepted); !title.empty()) {
        ids.set(IdKey::Imdb, title);
        return true;
    }
    if (profile == KeyProfile::Default && names_no_title(lowered)) return false;
    const std::string digits = digits_of(lowered, accepted);
    if (digits.empty()) return false;
    ids.set(IdKey::Imdb, "tt" + digits);
    return true;
}

// The digits after `scheme` and at most one of `folders`, at the first place that has digits.
std::string_view number_behind(std::string_view lowered, std::string_view scheme,
                               std::span<const std::string_view> folders, Digits accepted) noexcept {
    const auto digits_at = [&](std::size_t from) {
        std::size_t end = from;
        while (const std::size_t length = digit_length(lowered, end, accepted)) end += length;
        return lowered.substr(from, end - from);
    };
    for (std::size_t at = lowered.find(scheme); at != std::string_view::npos; at = lowered.find(scheme, at + 1)) {
        const std::size_t from = at + scheme.size();
        for (const std::string_view folder : folders)
            if (lowered.substr(from).starts_with(folder))
                if (const auto digits = digits_at(from + folder.size()); !digits.empty()) return digits;
        if (const auto digits = digits_at(from); !digits.empty()) return digits;
    }
    return {};
}

}  // namespace

bool assign_id_text(Ids& ids, IdKey key, std::string_view text, KeyProfile profile) {
    if (is_canonical(key, text)) {
        ids.set(key, text);
        return true;
    }
    const std::string_view stripped = strip(text);
    if (is_sentinel(stripped)) return false;
    if (key == IdKey::Imdb) return assign_imdb(ids, stripped, profile);
    if (key == IdKey::Guid) {
        ids.set(key, stripped);
    } else if (key == IdKey::Slug) {
        ids.set(key, lower(stripped));
    } else {
        const bool as_before = profile == KeyProfile::CrossWatch32;
        const std::string digits =
            as_before ? digits_of(stripped, Digits::AnyScript) : digits_of(without_fraction(stripped), Digits::Ascii);
        const std::string_view kept = as_before ? std::string_view(digits) : without_leading_zeros(digits);
        if (kept.empty()) return false;
        ids.set(key, kept);
    }
    return true;
}

bool assign_id(Ids& ids, IdKey key, json::Value value, KeyProfile profile) {
    if (value.null_or_absent()) return false;
    if (value.is_string()) return assign_id_text(ids, key, value.text(), profile);
    // A number is used as written, except as a slug, where 1e3 would be a name.
    if (value.is_number() && key != IdKey::Slug && is_canonical(key, value.number_text())) {
        ids.set(key, value.number_text());
        return true;
    }
    if (profile == KeyProfile::CrossWatch32) return assign_id_text(ids, key, text_of(value), profile);
    if (value.is_array() || value.is_object()) return false;
    if (!value.is_number()) return assign_id_text(ids, key, text_of(value), profile);
    const std::optional<std::string> integral = integral_text(value);
    return integral && assign_id_text(ids, key, *integral, profile);
}

void assign_ids(Ids& ids, json::Value map, KeyProfile profile) {
    for (const auto [name, value] : map.members())
        if (const auto key = id_key_from(name)) assign_id(ids, *key, value, profile);
}

void assign_ids_of_guid(Ids& ids, std::string_view guid, KeyProfile profile) {
    static constexpr std::array<std::string_view, 3> tmdb_folders = {"movie/", "show/", "tv/"};
    static constexpr std::array<std::string_view, 3> tvdb_folders = {"series/", "show/", "tv/"};
    static constexpr std::array<std::string_view, 2> imdb_folders = {"title/tt", "tt"};
    const Digits accepted = profile == KeyProfile::CrossWatch32 ? Digits::AnyScript : Digits::Ascii;
    const std::string_view stripped = strip(guid);
    const std::string lowered = lower(stripped);
    if (lowered.find("://") == std::string::npos) return;

    const auto take = [&](IdKey key, std::string_view scheme, std::span<const std::string_view> folders) {
        const std::string_view digits = number_behind(lowered, scheme, folders, accepted);
        if (!digits.empty()) assign_id_text(ids, key, digits, profile);
    };
    for (std::size_t at = lowered.find("imdb://"); at != std::string::npos; at = lowered.find("imdb://", at + 1)) {
        const std::string_view rest = std::string_view(lowered).substr(at + 7);
        const auto folder = std::find_if(imdb_folders.begin(), imdb_folders.end(),
                                         [&](std::string_view prefix) { return rest.starts_with(prefix); });
        if (folder == imdb_folders.end()) continue;
        const std::string_view title = rest.substr(folder->size() - 2);
        if (digit_length(title, 2, accepted) == 0) continue;
        assign_id_text(ids, IdKey::Imdb, find_title_id(title, accepted), profile);
        break;
    }
    take(IdKey::Tmdb, "com.plexapp.agents.themoviedb://", {});
    take(IdKey::Tvdb, "com.plexapp.agents.thetvdb://", {});
    take(IdKey::Tmdb, "tmdb://", tmdb_folders);
    take(IdKey::Tvdb, "tvdb://", tvdb_folders);
    if (lowered.starts_with("plex://")) ids.set(IdKey::Guid, stripped);
}

}  // namespace mod_trakt
