// The item of a document's entry, parsed again from the entry's text; needed for few entries.
#pragma once

#include <string_view>

#include "model/item.hpp"
#include "model/key_rules.hpp"
#include "support/json/value.hpp"

namespace mod_trakt::index {

class EntryItem {
public:
    // `entry`: `"key":{...}`, made under these key rules. Throws Failure INTERNAL when the text is damaged.
    EntryItem(std::string_view entry, const KeyRules& rules);

    const Item& item() const noexcept { return item_; }

private:
    json::Document document_;
    Item item_;  // with views into document_
};

}  // namespace mod_trakt::index
