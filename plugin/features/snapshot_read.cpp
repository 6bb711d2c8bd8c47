#include "features/snapshot_read.hpp"

#include <utility>
#include <vector>

#include "features/row_tally.hpp"
#include "sync/list_reader.hpp"

namespace mod_trakt::features {

sync::SnapshotPtr read_snapshot(const SnapshotRead& read, std::span<const Section> sections, sync::Context& context,
                                const CallScope& scope) {
    // Taken before the rows: a change between the two makes the next run read again, never miss it.
    trakt::Stamps stamps = context.activities.stamps(read.feature, scope);
    const std::int64_t stamps_taken_ms = context.activities.taken_ms();
    sync::ReadProgress progress(read.feature, scope, context.log);
    sync::SnapshotBuilder builder(context.options.keys, sections.size());
    std::vector<RowTally> tallies(sections.size());

    std::vector<sync::List> lists;
    for (std::size_t i = 0; i < sections.size(); ++i) {
        sync::List& list = lists.emplace_back();
        list.path = sections[i].path;
        list.pages = read.pages;
        list.identity = sections[i].identity;
        list.rows_are_unique = read.rows_are_unique;
        list.restart = [&, i] {
            builder.restart(i);
            tallies[i] = {};
        };
        list.take = [&, i](const trakt::Page& page, std::span<const json::Value> rows) {
            if (read.on_page) read.on_page(page);
            for (const json::Value row : rows) {
                const trakt::RowResult result = sections[i].to_row(row);
                if (const auto* skipped = std::get_if<trakt::SkippedRow>(&result)) {
                    tallies[i].skipped(skipped->reason);
                    continue;
                }
                const auto& taken = std::get<trakt::Row>(result);
                if (read.rows_are_plays)
                    builder.add_play(i, taken.item, taken.history_id, taken.epoch_ms);
                else
                    builder.add_medium(i, taken.item, taken.trakt_id, taken.epoch_ms);
                tallies[i].taken();
            }
        };
    }
    sync::read_lists(context.api, lists, read.feature, &progress, scope, context.log);
    RowTally all;
    for (const RowTally& tally : tallies) all += tally;
    all.conclude(read.feature, context.log);

    auto snapshot = std::move(builder).finish(std::move(stamps), stamps_taken_ms, scope.clock().unix_ms());
    progress.finish(static_cast<std::int64_t>(snapshot->count()));
    context.shelf.keep(read.feature, snapshot);
    return snapshot;
}

}  // namespace mod_trakt::features
