// Reads the watchlist: one list of all types, or one per type.
#include <algorithm>
#include <vector>

#include "features/media/media_read.hpp"
#include "features/watchlist/watchlist.hpp"
#include "features/witnesses.hpp"
#include "trakt/paths.hpp"

namespace mod_trakt::features {
namespace {

void log_rate_headers(const trakt::Page& page, const Log& log) {
    log.with(LogLevel::Debug, name_of(FeatureId::Watchlist), "rate_headers", [&](json::Writer& fields) {
        for (const auto& [header, text] : page.rate_texts) fields.member(header, text);
    });
}

// True if one list of all types takes fewer requests than lists of these types, estimated from the last snapshot.
bool one_list_is_cheaper(const index::SnapshotPtr& last, const TypeSet& wanted, int per_page) {
    if (last == nullptr) return true;
    std::uint64_t single = 0, all = 1;
    const auto page = static_cast<std::uint64_t>(per_page);
    for (const MediaType type : media_types) {
        const index::SnapshotSection* section = last->section(plural(type));
        const std::uint64_t count = section != nullptr ? section->count : 0;
        if (wanted[index_of(type)]) single += count / page + 1;
        all += count;
    }
    return all / page + 1 < single;
}

}  // namespace

index::SnapshotPtr Watchlist::read(account::Context& context, const CallScope& scope) const {
    const KeyRules& rules = context.options.keys;
    Witnesses witnesses(context, scope);
    MediaLists media;
    media.feature = id();
    media.rows_are_unique = true;
    media.lists_of = [&rules, &witnesses](const TypeSet& wanted) {
        std::vector<MediaList> lists;
        const auto add = [&](std::optional<MediaType> type) {
            const std::string path = trakt::list_path(FeatureId::Watchlist, type);
            const auto types = type ? std::vector{*type} : std::vector(media_types.begin(), media_types.end());
            lists.push_back({
                .path = path,
                .types = types,
                .identity = [](json::Value row) { return row["id"].integer(); },
                .to_row = [&rules](json::Value row) { return trakt::watchlist_row(row, rules); },
                .confirms = [&witnesses, path, types](
                                const index::RowsSeen& rows) { return witnesses.confirm_watchlist(types, path, rows); },
            });
        };
        if (std::all_of(wanted.begin(), wanted.end(), [](bool one) { return one; })) {
            add(std::nullopt);
            return lists;
        }
        for (const MediaType type : media_types)
            if (wanted[index_of(type)]) add(type);
        return lists;
    };
    media.all_at_once_is_cheaper = [&](const TypeSet& wanted) {
        return one_list_is_cheaper(context.knowledge.last(id()), wanted, context.options.of(id()).pages.per_page);
    };
    if (context.options.watchlist_log_rate_limits)
        media.on_page = [&context](const trakt::Page& page) { log_rate_headers(page, context.log); };
    return read_media(media, context, scope);
}

}  // namespace mod_trakt::features
