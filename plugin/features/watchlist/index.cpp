#include <algorithm>
#include <string>
#include <vector>

#include "features/media/media_read.hpp"
#include "features/watchlist/watchlist.hpp"

namespace mod_trakt::features {
namespace {

void log_rate_headers(const trakt::Page& page, const Log& log) {
    log.with(LogLevel::Debug, "watchlist", "rate_headers", [&](json::Writer& fields) {
        for (const auto& [header, text] : page.rate_texts) fields.member(header, text);
    });
}

// Requests for the lists of these types, and for the one list of all, as far as the last snapshot tells.
bool one_list_is_cheaper(const index::SnapshotPtr& last, const TypeSet& wanted, int per_page) {
    if (last == nullptr) return true;
    std::uint64_t single = 0, all = 1;
    const auto page = static_cast<std::uint64_t>(per_page);
    for (std::size_t i = 0; i < media_types.size(); ++i) {
        const index::SnapshotSection* section = last->section(media_types[i].name);
        const std::uint64_t count = section != nullptr ? section->count : 0;
        if (wanted[i]) single += count / page + 1;
        all += count;
    }
    return all / page + 1 < single;
}

}  // namespace

index::SnapshotPtr Watchlist::read(account::Context& context, const CallScope& scope) const {
    const KeyRules& rules = context.options.keys;
    const int per_page = context.options.watchlist_pages.per_page;
    MediaRead read;
    read.feature = name();
    read.pages = context.options.watchlist_pages;
    read.rows_are_unique = true;
    read.leaf_of_type = "watchlisted_at";
    read.leaf_of_all = "watchlist.updated_at";
    read.lists_of = [&](const TypeSet& wanted) {
        std::vector<MediaList> lists;
        const auto add = [&](std::string path, std::vector<std::size_t> types) {
            lists.push_back({
                .path = std::move(path),
                .types = std::move(types),
                .identity = [](json::Value row) { return row["id"].integer(); },
                .to_row = [&rules](json::Value row) { return trakt::watchlist_row(row, rules); },
            });
        };
        const bool all_wanted = std::all_of(wanted.begin(), wanted.end(), [](bool one) { return one; });
        if (all_wanted) {
            add("/sync/watchlist", {0, 1, 2, 3});
            return lists;
        }
        for (std::size_t i = 0; i < media_types.size(); ++i)
            if (wanted[i]) add("/sync/watchlist/" + std::string(media_types[i].name), {i});
        return lists;
    };
    read.all_at_once_is_cheaper = [&](const TypeSet& wanted) {
        return one_list_is_cheaper(context.shelf.last(name()), wanted, per_page);
    };
    if (context.options.watchlist_log_rate_limits)
        read.on_page = [&context](const trakt::Page& page) { log_rate_headers(page, context.log); };
    return read_media(read, context, scope);
}

}  // namespace mod_trakt::features
