#include "index/plays/play_list.hpp"

#include <algorithm>
#include <boost/unordered/unordered_flat_set.hpp>

namespace mod_trakt::index {

bool can_be_compared(const PlayList& list) noexcept {
    return std::all_of(list.plays.begin(), list.plays.end(), [](const Play& play) { return play.history_id != 0; });
}

bool have_own_ids(std::span<const Play> plays) {
    boost::unordered_flat_set<std::int64_t> seen;
    seen.reserve(plays.size());
    return std::all_of(plays.begin(), plays.end(),
                       [&](const Play& play) { return seen.insert(play.history_id).second; });
}

}  // namespace mod_trakt::index
