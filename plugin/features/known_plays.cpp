#include "features/known_plays.hpp"

#include <array>
#include <set>
#include <string>

#include "http/url.hpp"
#include "model/timestamp.hpp"
#include "support/error.hpp"
#include "sync/list_reader.hpp"
#include "trakt/rows.hpp"

namespace mod_trakt::features {
namespace {

// Beyond this, one full read is likely to be the cheaper way, and it leaves a snapshot behind.
constexpr std::size_t max_lookups = 20;

const char* bucket_of(const PlayRef& ref) { return std::holds_alternative<MovieRef>(ref) ? "movies" : "episodes"; }

std::string_view trakt_id_of(const PlayRef& ref) {
    if (const auto* movie = std::get_if<MovieRef>(&ref)) return movie->ids.get(IdKey::Trakt);
    if (const auto* episode = std::get_if<EpisodeRef>(&ref)) return episode->ids.get(IdKey::Trakt);
    return {};
}

// The list that holds the wanted play; empty when only a full read finds it.
std::string lookup_path(const WantedPlay& wanted) {
    const std::string base = std::string("/sync/history/") + bucket_of(wanted.ref);
    // Whether Trakt filters on "unknown date" (epoch 0) is not documented, so such a play is looked for under its
    // title.
    if (wanted.minute_ms && *wanted.minute_ms != 0) {
        // Older rows keep their seconds: the whole minute is asked for, both ends included.
        const std::string from = format_iso_ms(*wanted.minute_ms);
        const std::string until = format_iso_ms(*wanted.minute_ms + 59'000);
        return base + "?start_at=" + http::percent_encode(from) + "&end_at=" + http::percent_encode(until);
    }
    const std::string_view id = trakt_id_of(wanted.ref);
    return id.empty() ? std::string() : base + "/" + std::string(id);
}

void add_rows(std::span<const json::Value> rows, const KeyRules& rules, sync::Holdings& holdings) {
    for (const json::Value row : rows) {
        const trakt::RowResult result = trakt::history_row(row, rules);
        if (const auto* taken = std::get_if<trakt::Row>(&result)) {
            sync::Holding holding;
            holding.history_id = taken->history_id;
            holding.watched_ms = taken->epoch_ms;
            holdings.add(taken->item, holding);
        }
    }
}

void look_up(const std::string& path, sync::Holdings& holdings, sync::Context& context, const CallScope& scope) {
    sync::Holdings found;
    sync::List list;
    list.path = path;
    list.pages = context.options.history_pages;
    list.pages.max_pages.reset();
    list.identity = [](json::Value row) { return row["id"].integer(); };
    list.rows_are_unique = true;
    list.restart = [&] { found = {}; };
    list.take = [&](const trakt::Page&, std::span<const json::Value> rows) {
        add_rows(rows, context.options.keys, found);
    };
    try {
        sync::read_lists(context.api, std::array{list}, "history", nullptr, scope, context.log);
    } catch (const Failure& failure) {
        // Trakt answers 404 for a title that it does not know: that is no play, and no failure (trakt-api.md 12.3).
        if (failure.error().reason != "not_found") throw;
    }
    holdings.merge(found);
}

}  // namespace

sync::Holdings known_plays(const Feature& history, std::span<const WantedPlay> wanted, sync::Context& context,
                           const CallScope& scope) {
    if (context.shelf.last(history.name()) != nullptr) {
        const trakt::Stamps stamps = context.activities.stamps(history.name(), scope);
        if (const auto snapshot = context.shelf.current(history.name(), stamps))
            return sync::Holdings::of(*snapshot, context.options.keys);
    }
    std::set<std::string> paths;
    for (const WantedPlay& play : wanted) paths.insert(lookup_path(play));
    if (paths.contains(std::string()) || paths.size() > max_lookups)
        return sync::Holdings::of(*history.read(context, scope), context.options.keys);
    sync::Holdings holdings;
    for (const std::string& path : paths) look_up(path, holdings, context, scope);
    return holdings;
}

}  // namespace mod_trakt::features
