// Searching titles by one id.
#include "trakt/title_search.hpp"

#include <algorithm>

#include "trakt/failure.hpp"
#include "trakt/paths.hpp"

namespace mod_trakt::trakt {

std::optional<std::vector<std::int64_t>> search_title(Api& api, MediaType type, IdKey key, std::string_view value,
                                                      const CallScope& scope) {
    if (type == MediaType::Season) return std::nullopt;
    try {
        const Answer answer = api.get(search_path(key, value, type), scope);
        if (!answer.body.root().is_array()) return std::nullopt;
        std::vector<std::int64_t> found;
        for (const json::Value hit : answer.body.root().elements()) {
            // For imdb ids Trakt ignores the type that was asked for.
            if (hit["type"].text() != singular(type)) continue;
            const auto trakt_id = hit[singular(type)]["ids"]["trakt"].integer();
            if (!trakt_id || *trakt_id <= 0) return std::nullopt;
            if (std::find(found.begin(), found.end(), *trakt_id) == found.end()) found.push_back(*trakt_id);
        }
        return found;
    } catch (const Failure& failure) {
        if (failure.error().http_status == 404) return std::vector<std::int64_t>();
        if (ends_the_call_if_optional(failure.error())) throw;
        return std::nullopt;
    }
}

}  // namespace mod_trakt::trakt
