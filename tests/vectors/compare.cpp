#include "compare.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "model/text.hpp"
#include "model/timestamp.hpp"
#include "support/iso_time.hpp"
#include "support/json/writer.hpp"

namespace vectors {
namespace json = mod_trakt::json;
namespace {

constexpr std::array<std::string_view, 6> members_to_add = {"results",  "skipped_keys", "key",
                                                            "complete", "stale",        "generated_at"};

bool may_be_added(std::string_view name) {
    return name.starts_with('_') ||
           std::find(members_to_add.begin(), members_to_add.end(), name) != members_to_add.end();
}

bool is_id_map(std::string_view name) { return name == "ids" || name == "show_ids" || name == "ids_for_trakt"; }

std::map<std::string, std::string> id_texts(json::Value map) {
    std::map<std::string, std::string> texts;
    for (const auto [name, value] : map.members())
        if (std::string text = mod_trakt::text_of(value); !value.is_null() && !text.empty())
            texts[std::string(name)] = text;
    return texts;
}

bool same_moment(std::string_view expected, std::string_view got, Tolerance tolerance) {
    const auto a = mod_trakt::parse_iso_ms(expected);
    const auto b = mod_trakt::parse_iso_ms(got);
    if (!a || !b) return false;
    if (tolerance.whole_minutes) return mod_trakt::floor_to_minute_ms(*a) == mod_trakt::floor_to_minute_ms(*b);
    // Bodies have times in whole seconds.
    return *a / 1000 == *b / 1000;
}

}  // namespace

bool matches(json::Value expected, json::Value got, Tolerance tolerance) {
    if (!expected.present() || !got.present()) return expected.present() == got.present();
    if (expected.is_number() && got.is_number()) {
        if (expected.number_text() == got.number_text()) return true;
        const auto a = expected.number();
        return a && a == got.number();
    }
    if (expected.is_string() && got.is_string())
        return expected.text() == got.text() || same_moment(expected.text(), got.text(), tolerance);
    if (expected.kind() != got.kind()) return false;
    if (expected.is_array()) {
        if (expected.size() != got.size()) return false;
        auto other = got.elements().begin();
        for (const json::Value element : expected.elements()) {
            if (!matches(element, *other, tolerance)) return false;
            ++other;
        }
        return true;
    }
    if (!expected.is_object()) return true;
    for (const auto [name, value] : expected.members()) {
        const json::Value other = got[name];
        const bool same = is_id_map(name) && value.is_object() && other.is_object() ? id_texts(value) == id_texts(other)
                                                                                    : matches(value, other, tolerance);
        if (!same) return false;
    }
    for (const auto [name, value] : got.members())
        if (!expected[name].present() && !may_be_added(name)) return false;
    return true;
}

std::string to_text(json::Value value) {
    std::string text;
    json::Writer writer(text);
    writer.value(value);
    return text;
}

}  // namespace vectors
