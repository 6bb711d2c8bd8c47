// The items of one write call, each reduced once to what the plugin uses, with its canonical key.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "model/item.hpp"
#include "model/key_rules.hpp"
#include "support/json/value.hpp"

namespace mod_trakt::changes {

struct WriteInput {
    std::size_t index = 0;
    json::Value raw;
    std::optional<Item> item;  // nullopt when the element is not an object
    std::string key;           // canonical key; empty without an item
};

// Throws Failure INVALID_ARGUMENT ("bad_items") when the text is not a JSON array. The results refer to `document`.
std::vector<WriteInput> parse_items(std::string_view items_json, json::Document& document, const KeyRules& rules);

}  // namespace mod_trakt::changes
