#include "features/history/skipped_plays.hpp"

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>

namespace mod_trakt::features {
namespace {

bool is_skipped(const index::Play& play) noexcept { return play.entry.empty(); }

}  // namespace

SkippedPlays::SkippedPlays(const std::optional<index::PlayList>& list, bool unconfirmed) : unconfirmed_(unconfirmed) {
    if (!list) return;
    for (const index::Play& play : list->plays)
        if (is_skipped(play)) ids_.insert(play.history_id);
}

bool SkippedPlays::has_newly_skipped(const index::PlayList& list) const {
    return std::any_of(list.plays.begin(), list.plays.end(),
                       [this](const index::Play& play) { return is_skipped(play) && !ids_.contains(play.history_id); });
}

void keep_known_plays(index::PlayList& list, const index::SnapshotPtr& last, MediaType type) {
    if (last == nullptr || std::none_of(list.plays.begin(), list.plays.end(), is_skipped)) return;
    const auto before = index::plays_of(last, plural(type));
    if (!before) return;
    boost::unordered_flat_map<std::int64_t, const index::Play*> known;
    known.reserve(before->plays.size());
    for (const index::Play& play : before->plays)
        if (!is_skipped(play) && play.history_id != 0) known.emplace(play.history_id, &play);
    for (index::Play& play : list.plays) {
        if (!is_skipped(play)) continue;
        const auto former = known.find(play.history_id);
        if (former == known.end() || former->second->watched_ms != play.watched_ms) continue;
        play = *former->second;
        list.base = last;  // it owns the text of the entries
    }
}

}  // namespace mod_trakt::features
