// The item that an entry of the document tells of, for the few entries whose text has to be read again.
#pragma once

#include <string_view>

#include "model/item.hpp"
#include "model/key_rules.hpp"
#include "support/json/value.hpp"

namespace mod_trakt::index {

class EntryItem {
public:
    // `entry`: `"key":{...}`, made under these rules. Throws Failure INTERNAL when it is not what was written.
    EntryItem(std::string_view entry, const KeyRules& rules);

    const Item& item() const noexcept { return item_; }

private:
    json::Document document_;
    Item item_;  // with views into it
};

}  // namespace mod_trakt::index
