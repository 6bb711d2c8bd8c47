// The promise that stands behind all syncing: an item that was handed out has the same key when it comes back.
#pragma once

#include <string>

#include "model/canonical_key.hpp"
#include "model/item.hpp"
#include "support/json/value.hpp"
#include "support/json/writer.hpp"
#include "targets.hpp"

namespace mod_trakt::fuzz {

inline std::string written(const Item& item) {
    std::string text;
    json::Writer writer(text);
    write_item(writer, item);
    return text;
}

inline void check_comes_back(const Item& item, const KeyRules& rules) {
    const std::string key = canonical_key(item, rules);
    promise(!key.empty(), "every item has a key");
    const std::string text = written(item);
    json::Document document;
    promise(!document.parse(text), "an item is written as JSON");
    const Item again = reduce(document.root(), rules);
    if (rules.profile != KeyProfile::Default) return;  // the defects of 3.2.0 change keys on the way
    // Of two guids the first is looked into and the second is kept, so the ids inside the second show on the way back.
    promise(item.ids.has(IdKey::Guid) || canonical_key(again, rules) == key,
            "an item that comes back has the key it had");
    const std::string twice = written(again);
    json::Document last;
    promise(!last.parse(twice) && written(reduce(last.root(), rules)) == twice,
            "an item that came back stays as it is");
}

}  // namespace mod_trakt::fuzz
