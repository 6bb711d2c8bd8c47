#include "model/request_ids.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

#include "model/id_rules.hpp"
#include "model/text.hpp"
#include "model/title_name.hpp"

namespace mod_trakt {
namespace {

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_plain_word(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return is_letter(c) || c == '_'; });
}

// "movie-21", "12-angry-men"; not the "05-01" of a date.
bool is_slug(std::string_view text) noexcept {
    const auto may_stand = [](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_'; };
    return std::all_of(text.begin(), text.end(), may_stand) && std::any_of(text.begin(), text.end(), is_letter);
}

bool is_uuid(std::string_view text) noexcept {
    constexpr std::string_view form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    if (text.size() != form.size()) return false;
    for (std::size_t i = 0; i < form.size(); ++i)
        if ((form[i] == '-') != (text[i] == '-')) return false;
    return true;
}

// The digits of "550", "movie-550", "550-fight-club" and "movie/550"; empty: none of these.
std::string_view digits_in(std::string_view text) noexcept {
    if (all_ascii_digits(text)) return text;
    if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
        const std::string_view behind = text.substr(slash + 1);
        return is_plain_word(text.substr(0, slash)) && all_ascii_digits(behind) ? behind : std::string_view();
    }
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos || is_uuid(text)) return {};
    const std::string_view before = text.substr(0, dash), behind = text.substr(dash + 1);
    if (is_plain_word(before) && all_ascii_digits(behind)) return behind;
    return all_ascii_digits(before) && is_slug(behind) ? before : std::string_view();
}

// "550.0" is 550, as a number that went through a float on its way.
std::string_view without_zero_fraction(std::string_view text) noexcept {
    const std::size_t dot = text.find('.');
    if (dot == std::string_view::npos || !all_ascii_digits(text.substr(0, dot))) return text;
    const std::string_view fraction = text.substr(dot + 1);
    const bool is_zero = !fraction.empty() && fraction.find_first_not_of('0') == std::string_view::npos;
    return is_zero ? text.substr(0, dot) : text;
}

// A number from 1 to 2^53 - 1, which every JSON reader keeps exact.
std::optional<std::string> usable_number(std::string_view text) {
    constexpr std::int64_t most = (std::int64_t{1} << 53) - 1;
    const std::string_view digits = digits_in(without_zero_fraction(text));
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return number >= 1 && number <= most ? std::optional(std::to_string(number)) : std::nullopt;
}

// "tt" and one to ten digits, not all of them zeros.
bool is_usable_imdb(std::string_view id) noexcept {
    constexpr std::size_t most_digits = 10;
    if (!id.starts_with("tt")) return false;
    const std::string_view digits = id.substr(2);
    return all_ascii_digits(digits) && digits.size() <= most_digits &&
           digits.find_first_not_of('0') != std::string_view::npos;
}

class Reader {
public:
    Reader(KeyProfile profile, std::string& refused) : profile_(profile), refused_(refused) {}

    void read(Ids& ids, IdKey key, json::Value value) {
        Ids as_key;
        if (!assign_id(as_key, key, value, profile_)) return refuse_number(key, value);  // says nothing
        if (key == IdKey::Slug || key == IdKey::Guid) return ids.set(key, as_key.get(key));
        if (key == IdKey::Imdb) {
            if (!is_usable_imdb(as_key.get(key))) return refuse(key, value);
            return ids.set(key, as_key.get(key));
        }
        if (std::find(strongest_first.begin(), strongest_first.end(), key) == strongest_first.end()) return;
        const std::optional<std::string> number = usable_number(value);
        if (!number) return refuse(key, value);
        ids.set(key, *number);
    }
    void read_map(Ids& ids, json::Value map) {
        for (const auto [name, value] : map.members())
            if (const auto key = id_key_from(name)) read(ids, *key, value);
    }
    // Its ids are digits behind a scheme, but may be too large.
    void read_guid(Ids& ids, json::Value guid) {
        if (!guid.is_string()) return;
        Ids inside;
        assign_ids_of_guid(inside, guid.text(), KeyProfile::Default);
        for (const IdKey key : strongest_first) {
            if (!inside.has(key)) continue;
            const bool is_usable = key == IdKey::Imdb ? is_usable_imdb(inside.get(key))
                                                      : mod_trakt::usable_number(inside.get(key)).has_value();
            if (is_usable)
                ids.set(key, inside.get(key));
            else
                refuse(key, guid);
        }
    }

private:
    static std::optional<std::string> usable_number(json::Value value) {
        if (value.is_string()) return mod_trakt::usable_number(strip(value.text()));
        const auto integral = value.is_number() ? integral_text(value) : std::nullopt;
        return integral ? mod_trakt::usable_number(*integral) : std::nullopt;
    }
    // A number that no key takes either, such as 0 or 1.5, is named; null, "" and "none" are no value at all.
    void refuse_number(IdKey key, json::Value value) {
        const bool is_looked_up_by =
            std::find(strongest_first.begin(), strongest_first.end(), key) != strongest_first.end();
        if (is_looked_up_by && value.is_number()) refuse(key, value);
    }
    void refuse(IdKey key, json::Value value) {
        constexpr std::size_t most_shown = 64;
        if (!refused_.empty()) refused_ += ", ";
        (refused_ += id_key_name(key)) += ' ';
        std::string text;
        json::Writer(text).value(value);
        refused_ += text.size() <= most_shown ? text : printable_start(text, most_shown) + "...";
    }

    KeyProfile profile_;
    std::string& refused_;
};

}  // namespace

RequestIds request_ids(json::Value object, KeyProfile profile) {
    RequestIds usable;
    Reader reader(profile, usable.refused);
    reader.read_map(usable.ids, object);
    reader.read_map(usable.ids, object["ids"]);
    reader.read_guid(usable.ids, truthy(object["guid"]) ? object["guid"] : object["ids"]["guid"]);
    reader.read_map(usable.show_ids, object["show_ids"]);
    return usable;
}

}  // namespace mod_trakt
