// Helpers that make JSON text for the units.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "judge.hpp"
#include "model/id_rules.hpp"
#include "model/item.hpp"
#include "support/iso_time.hpp"
#include "support/json/writer.hpp"

namespace vectors {

// fill(writer) writes one value.
template <typename Fill>
std::string json_text(Fill&& fill) {
    std::string text;
    json::Writer writer(text);
    fill(writer);
    return text;
}

inline std::string quoted(std::string_view text) {
    return json_text([&](json::Writer& writer) { writer.string(text); });
}
inline std::string item_text(const mod_trakt::Item& item) {
    return json_text([&](json::Writer& writer) { mod_trakt::write_item(writer, item); });
}

template <typename Strings>
std::string list_text(const Strings& strings) {
    return json_text([&](json::Writer& writer) {
        writer.begin_array();
        for (const auto& text : strings) writer.string(text);
        writer.end_array();
    });
}

// RAT-9: the original left show_ids of ratings as Trakt sent them; the plugin normalises them as it does everywhere, by
// the rules that ids.jsonl judges.
inline std::string with_normalised_show_ids(json::Value item) {
    using mod_trakt::Ids;
    using mod_trakt::KeyProfile;
    return json_text([&](json::Writer& writer) {
        if (!item.is_object()) return writer.value(item);
        writer.begin_object();
        for (const auto [name, value] : item.members()) {
            Ids show;
            if (name == "show_ids") mod_trakt::assign_ids(show, value, KeyProfile::Default);
            if (name == "show_ids" && show.empty()) continue;
            writer.key(name);
            if (name == "show_ids")
                show.write(writer);
            else
                writer.value(value);
        }
        writer.end_object();
    });
}

// A date and a time with a space between them. Exports of other programs contain such texts; the original refused them.
inline constexpr std::string_view spaced_time = "a date and a time, separated by a space, is a time";
inline bool is_spaced_time(json::Value value) {
    const std::string_view text = value.text();
    return text.size() > 10 && text[10] == ' ' && text.find('T') == std::string_view::npos &&
           mod_trakt::parse_iso_ms(text);
}

// True if this value contains a row of a season or episode without the ids of its show. The original gave such a row
// numbers, so its own ids counted as those of the show.
inline constexpr std::string_view showless_row = "a row without the ids of its show has no numbers";
inline bool has_showless_row(json::Value value) {
    if ((value["episode"].is_object() || value["season"].is_object()) && value["show"]["ids"].empty()) return true;
    for (const json::Value element : value.elements())
        if (has_showless_row(element)) return true;
    for (const auto [name, member] : value.members())
        if (has_showless_row(member)) return true;
    return false;
}

// The items that the original had frozen after an earlier failure (ST-5). The plugin freezes nothing. Some expectations
// leave frozen items out, or suggest it, without a mark, so the units leave them out there too.
using Keys = std::set<std::string>;
inline Keys frozen_keys(json::Value state_before, std::string_view file_prefix) {
    Keys keys;
    for (const auto [file, content] : state_before.members())
        if (file.starts_with(file_prefix))
            for (const auto [key, entry] : content.members()) keys.emplace(key);
    return keys;
}

// A list of {"hint","item"} that grows entry by entry.
class UnresolvedList {
public:
    void add(std::string_view hint, const mod_trakt::Item& item) {
        entries_ += entries_.empty() ? "" : ",";
        entries_ += "{\"hint\":" + quoted(hint) + ",\"item\":" + item_text(item) + "}";
    }
    std::string text() const { return "[" + entries_ + "]"; }

private:
    std::string entries_;
};

}  // namespace vectors
