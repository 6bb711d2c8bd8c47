// Building keys from ids, season and episode numbers, and titles.
#include "model/canonical_key.hpp"

#include <array>
#include <charconv>
#include <limits>

#include "model/text.hpp"

namespace mod_trakt {
namespace {

// The value of a number member: missing, an integer, or something else.
struct Number {
    enum class State { Missing, Value, Bad } state = State::Missing;
    std::int64_t value = 0;
};

Number parse_integer_text(std::string_view text, KeyProfile profile) {
    const Number bad{Number::State::Bad, 0};
    const bool as_before = profile == KeyProfile::CrossWatch32;
    text = strip(text);
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    std::int64_t value = 0;
    bool after_digit = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = digit_length(text, at, as_before ? Digits::AnyScript : Digits::Ascii);
        if (length > 0) {
            if (value > (std::numeric_limits<std::int64_t>::max() - 9) / 10) return bad;
            value = value * 10 + digit_value(text, at);
            at += length;
            after_digit = true;
        } else if (as_before && after_digit && text[at] == '_') {  // Python's int() accepts 1_000
            ++at;
            after_digit = false;
        } else {
            return bad;
        }
    }
    if (!after_digit) return bad;
    return {Number::State::Value, negative ? -value : value};
}

Number read_number(const Field& field, KeyProfile profile) {
    const Number bad{Number::State::Bad, 0};
    if (const auto own = field.own_integer()) return {Number::State::Value, *own};
    if (const auto own = field.own_text()) return parse_integer_text(*own, profile);
    const json::Value value = field.view();
    if (value.null_or_absent()) return {};
    if (profile == KeyProfile::CrossWatch32 && !truthy(value)) return {};
    if (value.is_string()) {
        if (strip(value.text()).empty() && profile == KeyProfile::Default) return {};
        return parse_integer_text(value.text(), profile);
    }
    if (value.is_bool()) return {Number::State::Value, *value.boolean() ? 1 : 0};
    if (const auto integer = value.integer()) return {Number::State::Value, *integer};
    const std::optional<double> real = value.number();
    if (!real || *real >= 9.2e18 || *real <= -9.2e18) return bad;
    return {Number::State::Value, static_cast<std::int64_t>(*real)};
}

// Keys cut 1.5 to 1 and read true as 1, as 3.2.0 did. A request must not do so, because it would change another
// episode.
std::optional<std::int64_t> value_of(const Field& field) {
    const Number number = read_number(field, KeyProfile::Default);
    if (number.state != Number::State::Value || field.view().is_bool()) return std::nullopt;
    if (const json::Value value = field.view(); value.is_number() && !integral_text(value)) return std::nullopt;
    return number.value;
}

void append_number(std::string& out, std::int64_t number, std::size_t width = 1) {
    std::array<char, 24> digits;
    const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    const auto length = static_cast<std::size_t>(end - digits.data());
    if (length < width) out.append(width - length, '0');
    out.append(digits.data(), length);
}

// "#s01e02" or "#season:1"; empty when a number is missing.
std::string scope_part(const Item& item, KeyProfile profile) {
    if (!is_in_show(item)) return {};
    const Number season = read_number(item.season, profile);
    const Number episode = read_number(item.episode, profile);
    if (season.state == Number::State::Bad || episode.state == Number::State::Bad) return {};
    if (season.state == Number::State::Missing) return {};
    std::string text;
    if (is_of_type(item, MediaType::Season)) {
        text = "#season:";
        append_number(text, season.value);
    } else if (episode.state == Number::State::Value) {
        text = "#s";
        append_number(text, season.value, 2);
        text += 'e';
        append_number(text, episode.value, 2);
    }
    return text;
}

// Replaces `key` by the key of this id.
void put_id(IdKey id_key, std::string_view value, std::string& key) {
    key.assign(id_key_name(id_key)).append(1, ':').append(value);
    lower_in_place(key);
}

// Replaces `key` by the key of the first id in the order of priority. Without such an id it changes nothing and returns
// false.
bool put_best(const Ids& ids, const KeyRules& rules, std::string& key) {
    for (const IdKey id_key : rules.priority) {
        if (!ids.has(id_key)) continue;
        put_id(id_key, ids.get(id_key), key);
        return true;
    }
    return false;
}

// The ids from which the show's key is made: show_ids, or by convention the item's own ids when show_ids have none that
// keys use.
const Ids& show_ids_for_key(const Item& item, const KeyRules& rules) {
    if (item.show_ids)
        for (const IdKey key : rules.priority)
            if (item.show_ids->has(key)) return *item.show_ids;
    return item.ids;
}

std::string field_text(const Field& field) {
    if (const auto own = field.own_text()) return std::string(*own);
    if (const auto own = field.own_integer()) return std::to_string(*own);
    return text_of(field.view());
}

std::string year_text(const Field& year, KeyProfile profile) {
    if (year.null_or_absent()) return {};
    if (profile == KeyProfile::Default && year.view().is_number())
        if (auto integral = integral_text(year.view())) return *std::move(integral);
    return std::string(strip(field_text(year)));
}

std::string title_key(const Item& item, KeyProfile profile) {
    const bool untitled = item.title.null_or_absent() || (item.title.view().present() && !truthy(item.title.view()));
    const std::string title = untitled ? std::string() : field_text(item.title);
    const std::string lowered = lower(strip(title));
    if (lowered.empty()) return "unknown:";
    return (item.type == "anime" ? "show" : item.type) + "|title:" + lowered + "|year:" + year_text(item.year, profile);
}

void put_canonical_key(const Item& item, const KeyRules& rules, std::string& key) {
    const std::string scope = scope_part(item, rules.profile);
    if (!scope.empty() && put_best(show_ids_for_key(item, rules), rules, key)) {
        key += scope;
    } else if (!put_best(item.ids, rules, key)) {
        key = title_key(item, rules.profile);
    }
}

void put_event_base_key(const Item& item, const KeyRules& rules, std::string& key) {
    if (!is_of_type(item, MediaType::Episode) || !item.show_ids || item.season.null_or_absent() ||
        item.episode.null_or_absent())
        return put_canonical_key(item, rules, key);
    const std::string scope = scope_part(item, rules.profile);
    if (!scope.empty() && put_best(*item.show_ids, rules, key)) {
        key += scope;
    } else if (rules.profile == KeyProfile::CrossWatch32) {
        key = "unknown:";  // in 3.2.0 all episodes without a usable show id or number have this one key
    } else {
        put_canonical_key(item, rules, key);
    }
}

}  // namespace

std::string canonical_key(const Item& item, const KeyRules& rules) {
    std::string key;
    put_canonical_key(item, rules, key);
    return key;
}

std::string canonical_key(json::Value object, const KeyRules& rules) {
    return canonical_key(reduce(object, rules), rules);
}

void put_event_key(const Item& item, std::int64_t epoch_s, const KeyRules& rules, std::string& key) {
    put_event_base_key(item, rules, key);
    key += '@';
    append_number(key, epoch_s);
}

std::string event_base_key(const Item& item, const KeyRules& rules) {
    std::string key;
    put_event_base_key(item, rules, key);
    return key;
}

std::string event_key(const Item& item, std::int64_t epoch_s, const KeyRules& rules) {
    std::string key;
    put_event_key(item, epoch_s, rules, key);
    return key;
}

std::string next_key(const Item& item, std::string_view taken, const KeyRules& rules) {
    bool passed = false;
    const auto first_behind = [&](const Ids& ids, const std::string& scope) {
        for (const IdKey key : rules.priority) {
            if (!ids.has(key)) continue;
            std::string candidate;
            put_id(key, ids.get(key), candidate);
            candidate += scope;
            if (passed) return candidate;
            passed = candidate == taken;
        }
        return std::string();
    };
    if (const std::string scope = scope_part(item, rules.profile); !scope.empty())
        if (std::string key = first_behind(show_ids_for_key(item, rules), scope); !key.empty()) return key;
    return first_behind(item.ids, {});
}

std::optional<std::int64_t> season_number(const Item& item) { return value_of(item.season); }
std::optional<std::int64_t> episode_number(const Item& item) { return value_of(item.episode); }

}  // namespace mod_trakt
