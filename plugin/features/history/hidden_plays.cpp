#include "features/history/hidden_plays.hpp"

#include <algorithm>
#include <iterator>

#include "features/history/one_kind.hpp"
#include "index/plays/play_changes.hpp"
#include "trakt/watched_map.hpp"

namespace mod_trakt::features {

bool note_hidden_times(index::PlayList& list, MediaType type, account::Context& context, const CallScope& scope) {
    const std::vector<trakt::WatchedTime> shown = index::sorted_times(list.plays);
    const auto most = static_cast<std::int64_t>(shown.size()) + list.hidden;
    const std::int64_t per_page = context.options.of(FeatureId::History).pages.per_page;
    const trakt::MapAnswer answer =
        trakt::get_watched_map(context.api, type, {.times = most, .most_pages = pages_of(most, per_page)}, scope);
    if (!answer.map) return !answer.is_absent;
    const std::vector<trakt::WatchedTime>& times = answer.map->times;
    if (static_cast<std::int64_t>(times.size()) <= most &&
        std::includes(times.begin(), times.end(), shown.begin(), shown.end()))
        std::set_difference(times.begin(), times.end(), shown.begin(), shown.end(),
                            std::back_inserter(list.hidden_times));
    return true;
}

}  // namespace mod_trakt::features
