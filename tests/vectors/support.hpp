// Small makers of JSON text that the units share.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "judge.hpp"
#include "model/item.hpp"
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

// What the original had frozen after an earlier failure (ST-5). The plugin freezes nothing; some expectations leave
// frozen items out without being marked for it, or suggest to, so the units leave them out there as well.
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
