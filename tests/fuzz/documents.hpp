// What a host may rely on in the documents that it is given.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "support/json/value.hpp"
#include "targets.hpp"

namespace mod_trakt::fuzz {

inline void check_index(const std::string& text) {
    json::Document document;
    promise(!document.parse(text), "an index is JSON");
    const json::Value root = document.root();
    promise(root["complete"].boolean() == true, "an index is complete");
    promise(root["stale"].is_bool(), "an index says whether it is old");
    const json::Value items = root["items"];
    promise(items.is_object() && root["count"].integer() == static_cast<std::int64_t>(items.size()),
            "an index has as many items as it says");
    std::set<std::string_view> keys;
    for (const auto [key, item] : items.members()) {
        promise(!key.empty() && keys.insert(key).second, "each key of an index is there once");
        promise(item.is_object() && item["type"].is_string() && item["ids"].is_object(), "an index holds items");
    }
}

// `inputs`: how many items went in.
inline void check_report(const std::string& text, std::size_t inputs) {
    json::Document document;
    promise(!document.parse(text), "a report is JSON");
    const json::Value root = document.root();
    promise(root["ok"].is_bool(), "a report says whether the call went well");
    const json::Value results = root["results"];
    promise(results.size() == inputs, "each input has one verdict");
    std::int64_t index = 0;
    for (const json::Value result : results.elements()) {
        promise(result["index"].integer() == index++, "verdicts stand in the order of the inputs");
        promise(!result["verdict"].text().empty(), "a verdict is a word");
    }
}

}  // namespace mod_trakt::fuzz
