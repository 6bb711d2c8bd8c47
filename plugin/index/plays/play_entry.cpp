#include "index/plays/play_entry.hpp"

#include <string>

#include "support/error.hpp"

namespace mod_trakt::index {
namespace {

Failure damaged_entry() {
    return {Status::Internal, "internal", "an entry of a snapshot is damaged; this is a defect of the plugin"};
}

}  // namespace

EntryItem::EntryItem(std::string_view entry, const KeyRules& rules) {
    std::string text(1, '{');
    text.append(entry).append(1, '}');
    if (document_.parse(std::move(text)) || document_.root().size() != 1) throw damaged_entry();
    for (const auto [key, value] : document_.root().members()) {
        if (!value.is_object()) throw damaged_entry();
        item_ = minimal(value, rules);
    }
}

}  // namespace mod_trakt::index
