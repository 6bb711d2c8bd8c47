#include <array>

#include "features/snapshot_read.hpp"
#include "features/watchlist.hpp"

namespace mod_trakt::features {
namespace {

void log_rate_headers(const trakt::Page& page, const Log& log) {
    log.with(LogLevel::Debug, "watchlist", "rate_headers", [&](json::Writer& fields) {
        for (const char* header : {"x-ratelimit", "x-ratelimit-remaining", "x-ratelimit-reset", "retry-after"})
            if (const auto value = page.headers.get(header)) fields.member(header, value->substr(0, 200));
    });
}

}  // namespace

sync::SnapshotPtr Watchlist::read(sync::Context& context, const CallScope& scope) const {
    const KeyRules& rules = context.options.keys;
    const std::array sections = {Section{
        .path = "/sync/watchlist",
        .identity = [](json::Value row) { return row["id"].integer(); },
        .to_row = [&rules](json::Value row) { return trakt::watchlist_row(row, rules); },
    }};
    SnapshotRead read{.feature = name(), .pages = context.options.watchlist_pages, .rows_are_unique = true};
    if (context.options.watchlist_log_rate_limits)
        read.on_page = [&context](const trakt::Page& page) { log_rate_headers(page, context.log); };
    return read_snapshot(read, sections, context, scope);
}

}  // namespace mod_trakt::features
