// Reading the map of watched times in large pages.
#include "trakt/watched_map.hpp"

#include <algorithm>

#include "support/iso_time.hpp"
#include "support/text.hpp"
#include "trakt/failure.hpp"
#include "trakt/paths.hpp"

namespace mod_trakt::trakt {
namespace {

// The titles on a page, as many as Trakt's own site requests. The map of a huge account times out without pages.
constexpr int movies_on_page = 10'000;
constexpr int episodes_on_page = 50'000;
// A map with more titles is also requested as one page, of up to this size: each further page costs a request, and the
// account may change between two pages.
constexpr std::int64_t most_on_page = 100'000;
constexpr int most_halvings = 3;

int limit_for(std::int64_t titles, int usual) noexcept {
    if (titles < usual) return usual;
    // A limit above the number of titles: a page that is not full is the last one.
    return static_cast<int>(std::min((titles / usual + 1) * usual, most_on_page));
}

bool may_be_too_large(const Error& error, const WatchedMap& map) noexcept {
    if (error.http_status >= 500 || (error.status == Status::Network && error.reason == "timeout")) return true;
    return map.limit > map.usual_limit &&
           (error.http_status == 400 || error.http_status == 413 || error.http_status == 422);
}

std::int64_t count_of(const WatchedMap& map) noexcept { return static_cast<std::int64_t>(map.times.size()); }

// Returns the answer with the next page. If a page cannot be served, the map is read from its start in smaller pages.
Answer next_answer(Api& api, WatchedMap& map, const CallScope& scope) {
    for (;;) {
        try {
            ++map.responses;
            return api.get(page_target(map.path, map.next_page, map.limit), scope);
        } catch (const Failure& failure) {
            if (!may_be_too_large(failure.error(), map)) throw;
            if (map.limit > map.usual_limit)
                map.limit = map.usual_limit;
            else if (++map.halvings <= most_halvings)
                map.limit /= 2;
            else
                throw;
            map.next_page = 1;
            map.times.clear();
        }
    }
}

// True if the first title of the page was on an earlier page: then the server ignores page numbers.
bool is_repeated(const WatchedMap& map, std::size_t first_of_page) noexcept {
    if (first_of_page == 0 || first_of_page == map.times.size()) return false;
    const auto begin = map.times.begin(), page = begin + static_cast<std::ptrdiff_t>(first_of_page);
    return std::any_of(begin, page, [&](const WatchedTime& time) { return time.trakt_id == page->trakt_id; });
}

// Returns false when an answer is not a page of a map, or when there are too many pages.
bool read_pages(Api& api, WatchedMap& map, std::optional<std::int64_t> expected, bool to_its_end,
                std::int64_t most_pages, const CallScope& scope) {
    while (!map.is_ended) {
        if (map.next_page > most_pages + 1) return false;
        const Answer page = next_answer(api, map, scope);
        const std::size_t before = map.times.size();
        if (!read_watched_map(page.body.root(), map.times)) return false;
        if (page.body.root().empty()) {
            map.is_ended = true;
        } else if (is_repeated(map, before)) {
            map.times.resize(before);
            map.is_ended = true;
        }
        ++map.next_page;
        if (expected && count_of(map) >= *expected) break;
        const auto titles = static_cast<std::int64_t>(page.body.root().size());
        if (!expected && !to_its_end && titles < map.limit) break;
    }
    std::sort(map.times.begin(), map.times.end());
    return true;
}

std::optional<WatchedMap> read_from(Api& api, MediaType type, std::string path, const MapSize& size,
                                    const CallScope& scope) {
    WatchedMap map;
    map.path = std::move(path);
    map.usual_limit = type == MediaType::Movie ? movies_on_page : episodes_on_page;
    // There are at most as many titles as times, because a title has at least one time.
    map.limit = limit_for(size.times.value_or(size.about), map.usual_limit);
    if (!read_pages(api, map, size.times, false, size.most_pages, scope)) return std::nullopt;
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

MapAnswer get_watched_map(Api& api, MediaType type, const MapSize& size, const CallScope& scope) {
    for (std::string& path : watched_map_paths(type)) {
        try {
            return {.map = read_from(api, type, std::move(path), size, scope)};
        } catch (const Failure& failure) {
            if (ends_the_call_if_optional(failure.error())) throw;
            if (failure.error().http_status != 404) return {};
        }
    }
    return {.is_absent = true};
}

bool read_rest(Api& api, WatchedMap& map, std::int64_t most_pages, const CallScope& scope) {
    try {
        return read_pages(api, map, std::nullopt, true, most_pages, scope);
    } catch (const Failure& failure) {
        if (ends_the_call_if_optional(failure.error())) throw;
        return false;
    }
}

}  // namespace mod_trakt::trakt
