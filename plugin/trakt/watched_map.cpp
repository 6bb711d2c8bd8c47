// Reading the map of watched times, whole or in pages.
#include "trakt/watched_map.hpp"
#include "support/iso_time.hpp"

#include <algorithm>
#include <string>

#include "support/text.hpp"
#include "trakt/failure.hpp"
#include "trakt/paths.hpp"

namespace mod_trakt::trakt {
namespace {

constexpr int page_size = 250;

std::optional<WatchedMap> fetch(Api& api, MediaType type, std::int64_t most_pages, const CallScope& scope) {
    const std::string target = watched_map_path(type);
    WatchedMap map;
    const Answer whole = api.get(target, scope);
    map.responses = 1;
    const std::int64_t pages = whole.counts.page_count.value_or(1);
    if (pages <= 1) {
        if (!read_watched_map(whole.body.root(), map.times)) return std::nullopt;
        return map;
    }
    // Reads it in pages. Their number is taken from the answers, because Trakt may apply another page size than
    // requested.
    const auto titles = whole.counts.item_count;
    if (titles && (*titles + page_size - 1) / page_size > most_pages) return std::nullopt;
    std::int64_t last = 1;
    for (std::int64_t page = 1; page <= last; ++page) {
        const Answer part = api.get(page_target(target, page, page_size), scope);
        last = part.counts.page_count.value_or(last);
        if (last > most_pages || !read_watched_map(part.body.root(), map.times)) return std::nullopt;
        ++map.responses;
    }
    return map;
}

}  // namespace

bool read_watched_map(json::Value body, std::vector<WatchedTime>& times) {
    if (body.is_array()) return body.empty();  // some servers write an empty map as []
    if (!body.is_object()) return false;
    for (const auto [title, moments] : body.members()) {
        const auto id = parse_number<std::int64_t>(title);
        if (!id || *id <= 0 || !moments.is_array()) return false;
        for (const json::Value moment : moments.elements()) {
            const auto watched = parse_iso_ms(moment.text());
            if (!watched) return false;
            times.push_back({*id, *watched});
        }
    }
    return true;
}

std::optional<WatchedMap> get_watched_map(Api& api, MediaType type, std::int64_t most_pages, const CallScope& scope) {
    try {
        auto map = fetch(api, type, most_pages, scope);
        if (map) std::sort(map->times.begin(), map->times.end());
        return map;
    } catch (const Failure& failure) {
        if (ends_the_call_anyway(failure.error())) throw;
        return std::nullopt;
    }
}

}  // namespace mod_trakt::trakt
