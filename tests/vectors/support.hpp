// Small makers of JSON text that the units share.
#pragma once

#include <optional>
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
