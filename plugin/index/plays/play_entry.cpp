#include "index/plays/play_entry.hpp"

#include <string>

#include "support/error.hpp"

namespace mod_trakt::index {

EntryItem::EntryItem(std::string_view entry, const KeyRules& rules) {
    std::string text(1, '{');
    text.append(entry).append(1, '}');
    if (document_.parse(std::move(text)) || document_.root().size() != 1)
        throw Failure(Status::Internal, "internal", "an entry of a snapshot is damaged");
    for (const auto [key, value] : document_.root().members()) {
        if (!value.is_object()) throw Failure(Status::Internal, "internal", "an entry of a snapshot is damaged");
        item_ = minimal(value, rules);
    }
}

}  // namespace mod_trakt::index
