#include <vector>

#include "features/history.hpp"
#include "features/snapshot_read.hpp"

namespace mod_trakt::features {

sync::SnapshotPtr History::read(sync::Context& context, const CallScope& scope) const {
    const KeyRules& rules = context.options.keys;
    std::vector<Section> sections;
    for (const char* bucket : {"movies", "episodes"})
        sections.push_back({
            .path = std::string("/sync/history/") + bucket,
            .identity = [](json::Value row) { return row["id"].integer(); },
            .to_row = [&rules](json::Value row) { return trakt::history_row(row, rules); },
        });
    return read_snapshot(
        {.feature = name(), .pages = context.options.history_pages, .rows_are_unique = true, .rows_are_plays = true},
        sections, context, scope);
}

}  // namespace mod_trakt::features
