#include "model/request_id_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "model/text.hpp"

namespace mod_trakt {
namespace {

bool is_ascii_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_plain_word(std::string_view text) noexcept {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return is_ascii_letter(c) || c == '_'; });
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const std::size_t end = text.find_first_of("-_/");
        words.push_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return words;
}

bool is_hex(std::string_view word) noexcept {
    return std::all_of(word.begin(), word.end(),
                       [](char c) { return is_ascii_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f'); });
}

// The groups of a uuid, or at least the first three of them: "12345678-dead-beef-cafe-123456789012".
bool is_like_uuid(const std::vector<std::string_view>& words) {
    static constexpr std::array<std::size_t, 5> sizes = {8, 4, 4, 4, 12};
    if (words.size() < 3 || words.size() > sizes.size() || !std::all_of(words.begin(), words.end(), is_hex))
        return false;
    return std::equal(words.begin(), words.end(), sizes.begin(),
                      [](std::string_view word, std::size_t size) { return word.size() == size; });
}

// "12345678-9abc", "5-1e": hex digits only, with digits and letters in one word; also "deadbeef-1234" and the groups of
// a uuid. Not "9598-babe".
bool is_like_hex(std::string_view text) {
    // From this size on, a first or later word of hex digits with a letter is no word of a title.
    constexpr std::size_t least_hex_first = 6, least_hex_later = 8;
    const std::vector<std::string_view> words = words_of(text);
    const auto is_mixed = [](std::string_view word) {
        return std::any_of(word.begin(), word.end(), is_ascii_digit) &&
               std::any_of(word.begin(), word.end(), is_ascii_letter);
    };
    const auto is_long = [&](std::string_view word) {
        return word.size() >= (word.data() == text.data() ? least_hex_first : least_hex_later) &&
               !all_ascii_digits(word);
    };
    return std::all_of(words.begin(), words.end(), is_hex) &&
           (std::any_of(words.begin(), words.end(), is_mixed) || std::any_of(words.begin(), words.end(), is_long) ||
            is_like_uuid(words));
}

// True if the word starts with a number from `least` to `most`.
bool begins_with_number(std::string_view word, int least, int most) noexcept {
    const std::string_view digits = word.substr(0, std::min(word.find_first_not_of("0123456789"), word.size()));
    const auto number = short_number(digits);
    return number && *number >= least && *number <= most;
}
bool is_number_within(std::string_view word, int least, int most) noexcept {
    return all_ascii_digits(word) && begins_with_number(word, least, most);
}
bool is_year(std::string_view word) noexcept { return word.size() == 4 && is_number_within(word, 1800, 2199); }
// "20240501"
bool is_compact_date(std::string_view word) noexcept {
    return word.size() == 8 && is_year(word.substr(0, 4)) && is_number_within(word.substr(4, 2), 1, 12) &&
           is_number_within(word.substr(6), 1, 31);
}
bool is_month_name(std::string_view word) {
    static constexpr std::array<std::string_view, 12> months = {"january",   "february", "march",    "april",
                                                                "may",       "june",     "july",     "august",
                                                                "september", "october",  "november", "december"};
    constexpr std::size_t shortest = 3;
    return word.size() >= shortest && std::any_of(months.begin(), months.end(), [&](std::string_view month) {
               return word.size() <= month.size() && equal_ignoring_ascii_case(word, month.substr(0, word.size()));
           });
}
// "w05" and "q1", as they follow a year.
bool is_week_or_quarter(std::string_view word) noexcept {
    constexpr int most_weeks = 53;
    if (word.empty()) return false;
    const char letter = ascii_lower(word.front());
    return (letter == 'w' || letter == 'q') && is_number_within(word.substr(1), 1, most_weeks);
}
// "05T10"
bool is_day_with_time(std::string_view word) noexcept {
    const std::size_t letter = word.find_first_not_of("0123456789");
    return letter != std::string_view::npos && ascii_lower(word[letter]) == 't' && begins_with_number(word, 1, 366) &&
           begins_with_number(word.substr(letter + 1), 0, 99999999);
}

// Two numbers: "2024-05", "2024-0501", "2024-123", "2023-2024", "05-01", "05-2024".
bool is_pair_like_date(std::string_view first, std::string_view second) noexcept {
    if (first.size() <= 2) return true;
    const bool is_day = is_number_within(second, 1, 12) || (second.size() == 3 && is_number_within(second, 1, 366)) ||
                        is_compact_date("2000" + std::string(second));
    return is_year(first) && (is_day || is_year(second));
}

// "2024-W05", "2024-05-01T10", "2024-may-01", "01-may-2024", "may-2024", "20240501-t10".
bool is_like_date(std::string_view text) {
    const std::vector<std::string_view> words = words_of(text);
    if (words.size() < 2) return false;
    const std::string_view first = words[0], second = words[1];
    // After the month a number follows or the text ends: "2011-mar-adentro" is a title.
    const bool is_month = is_month_name(second) && (words.size() == 2 || begins_with_number(words[2], 0, 9999));
    if (is_compact_date(first)) return true;
    if (words.size() == 2 && all_ascii_digits(first) && all_ascii_digits(second))
        return is_pair_like_date(first, second);
    if (is_year(first)) {
        if (is_month || is_week_or_quarter(second) || is_day_with_time(second)) return true;
        return is_number_within(second, 1, 12) && words.size() > 2 && begins_with_number(words[2], 1, 31);
    }
    if (is_month_name(first)) return all_ascii_digits(second);
    if (!is_number_within(first, 1, 31)) return false;
    return is_month || (is_number_within(second, 1, 31) && words.size() > 2 && is_year(words[2].substr(0, 4)));
}

// "movie-21", "12-angry-men", "1917", "1917-2019".
bool is_slug(std::string_view text) {
    const auto may_stand = [](char c) { return is_ascii_letter(c) || is_ascii_digit(c) || c == '-' || c == '_'; };
    if (!std::all_of(text.begin(), text.end(), may_stand)) return false;
    if (std::any_of(text.begin(), text.end(), is_ascii_letter)) return true;
    const std::vector<std::string_view> words = words_of(text);
    return !text.ends_with('-') && std::all_of(words.begin(), words.end(), all_ascii_digits) &&
           (words.size() == 1 || (words.size() == 2 && is_year(words[1])));
}

// The digits of a text that is a number, with or without a name; empty if the text is something else.
std::string_view digits_in(std::string_view text) {
    if (all_ascii_digits(text)) return text;
    if (is_like_hex(text) || is_like_date(text)) return {};
    if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
        const std::string_view behind = text.substr(slash + 1);
        return is_plain_word(text.substr(0, slash)) && all_ascii_digits(behind) ? behind : std::string_view();
    }
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos) return {};
    const std::string_view before = text.substr(0, dash), behind = text.substr(dash + 1);
    if (is_plain_word(before) && all_ascii_digits(behind)) return behind;
    return all_ascii_digits(before) && is_slug(behind) ? before : std::string_view();
}

// The word around text[at]; it consists of letters, digits and bytes of other scripts.
std::string_view word_around(std::string_view text, std::size_t at) noexcept {
    const auto is_part = [](char c) {
        return is_ascii_letter(c) || is_ascii_digit(c) || static_cast<unsigned char>(c) > 0x7F;
    };
    std::size_t begin = at, end = at;
    while (begin > 0 && is_part(text[begin - 1])) --begin;
    while (end < text.size() && is_part(text[end])) ++end;
    return text.substr(begin, end - begin);
}

// "tt" and one to ten digits, not all of them zeros.
bool is_imdb_id(std::string_view id) noexcept {
    constexpr std::size_t most_digits = 10;
    if (!id.starts_with("tt")) return false;
    const std::string_view digits = id.substr(2);
    return all_ascii_digits(digits) && digits.size() <= most_digits &&
           digits.find_first_not_of('0') != std::string_view::npos;
}

// The digits of "0137523", also after a prefix such as "imdb:" or "title/".
std::string_view digits_of_title(std::string_view lowered) noexcept {
    if (all_ascii_digits(lowered)) return lowered;
    for (const std::string_view lead : {"imdb://", "imdb:", "imdb-", "imdb/", "title/"})
        if (lowered.starts_with(lead) && all_ascii_digits(lowered.substr(lead.size())))
            return lowered.substr(lead.size());
    return {};
}

}  // namespace

std::string_view without_zero_fraction(std::string_view text) noexcept {
    const std::size_t dot = text.find('.');
    if (dot == std::string_view::npos || !all_ascii_digits(text.substr(0, dot))) return text;
    const std::string_view fraction = text.substr(dot + 1);
    const bool is_zero = !fraction.empty() && fraction.find_first_not_of('0') == std::string_view::npos;
    return is_zero ? text.substr(0, dot) : text;
}

std::optional<std::string> number_in(std::string_view text) {
    constexpr std::int64_t most = (std::int64_t{1} << 53) - 1;
    const auto number = parse_number<std::int64_t>(digits_in(without_zero_fraction(strip(text))));
    return number && *number >= 1 && *number <= most ? std::optional(std::to_string(*number)) : std::nullopt;
}

std::optional<std::string> imdb_id_in(std::string_view text) {
    const std::string lowered = lower(strip(text));
    if (const std::string_view digits = digits_of_title(lowered); !digits.empty()) {
        std::string id = "tt" + std::string(digits);
        return is_imdb_id(id) ? std::optional(std::move(id)) : std::nullopt;
    }
    const std::size_t query = lowered.find_first_of("?#");
    std::string_view found;
    for (std::size_t at = lowered.find("tt"); at != std::string::npos; at = lowered.find("tt", at + 1)) {
        if (!found.empty() && at > query) break;  // "?ref_=tt_ov_1"
        const std::string_view word = word_around(lowered, at);
        if (word.find_first_of("0123456789") == std::string_view::npos) continue;  // "https"
        if (!is_imdb_id(word) || (!found.empty() && word != found)) return std::nullopt;
        // "-tt5" has a minus sign, and "tt5.0" is a number with a fraction.
        const auto begin = static_cast<std::size_t>(word.data() - lowered.data()), end = begin + word.size();
        if (begin > 0 && lowered[begin - 1] == '-' && (begin < 2 || !is_ascii_letter(lowered[begin - 2])))
            return std::nullopt;
        if (end + 1 < lowered.size() && (lowered[end] == '.' || lowered[end] == '-' || lowered[end] == ',') &&
            is_ascii_digit(lowered[end + 1]))
            return std::nullopt;
        found = word;
    }
    return found.empty() ? std::nullopt : std::optional(std::string(found));
}

bool is_whole_in_guid(std::string_view guid, std::string_view digits) noexcept {
    for (std::size_t at = guid.find(digits); at != std::string_view::npos; at = guid.find(digits, at + 1)) {
        const std::size_t end = at + digits.size();
        const bool ends = end == guid.size() || guid[end] == '/' || guid[end] == '?' || guid[end] == '#';
        if (ends && (at == 0 || !is_ascii_digit(guid[at - 1]) || guid[at - 1] == '0')) return true;
    }
    return false;
}

bool has_form_of_id_guid(std::string_view guid) {
    static constexpr std::array<std::string_view, 6> schemes = {"imdb://",
                                                                "tmdb://",
                                                                "tvdb://",
                                                                "com.plexapp.agents.imdb://",
                                                                "com.plexapp.agents.themoviedb://",
                                                                "com.plexapp.agents.thetvdb://"};
    const std::string lowered = lower(strip(guid));
    return std::any_of(schemes.begin(), schemes.end(),
                       [&](std::string_view scheme) { return lowered.starts_with(scheme); });
}

bool is_guid_of_show(std::string_view guid) {
    const std::string lowered = lower(strip(guid));
    const std::string_view text = std::string_view(lowered).substr(0, lowered.find_first_of("?#"));
    const auto has = [&](std::string_view part) { return text.find(part) != std::string_view::npos; };
    if (has("com.plexapp.agents.thetvdb://") || has("com.plexapp.agents.themoviedb://")) return true;
    if (has("://series/") || has("://show/") || has("://tv/")) return true;
    // "com.plexapp.agents.imdb://tt7/1/2"
    const std::size_t slash = text.rfind('/');
    return slash != std::string_view::npos && slash > 0 && is_ascii_digit(text[slash - 1]) &&
           all_ascii_digits(text.substr(slash + 1));
}

}  // namespace mod_trakt
