#include "features/title_groups.hpp"

#include <algorithm>
#include <utility>

namespace mod_trakt::features {

bool TitleGroups::belongs(const TitleName& name, const Group& group) const {
    bool same = false;
    for (const TitleName& other : group.names) {
        const Sameness sameness = compare(name, other);
        if (sameness == Sameness::Different) return false;
        same = same || sameness == Sameness::Same;
    }
    return same;
}

TitleGroups::Place TitleGroups::join(std::size_t input, TitleName name, std::int64_t minute_ms) {
    std::vector<std::string> tokens = tokens_of(name);
    for (std::string& token : tokens) token.append(1, '@').append(std::to_string(minute_ms));
    std::vector<std::size_t> fitting;
    for (const std::string& token : tokens) {
        const auto found = by_token_.find(token);
        if (found == by_token_.end()) continue;
        for (const std::size_t group : found->second)
            if (std::find(fitting.begin(), fitting.end(), group) == fitting.end() && belongs(name, groups_[group]))
                fitting.push_back(group);
    }
    const bool is_new = fitting.size() != 1;
    const std::size_t at = is_new ? groups_.size() : fitting.front();
    if (is_new) groups_.push_back({input, {}, false});
    Group& group = groups_[at];
    const bool has_trakt_id = name.ids.has(IdKey::Trakt);
    const Place place{at, group.first, is_new, !is_new && has_trakt_id && !group.has_trakt_id};
    group.has_trakt_id = group.has_trakt_id || has_trakt_id;
    for (std::string& token : tokens) {
        std::vector<std::size_t>& groups = by_token_[std::move(token)];
        if (std::find(groups.begin(), groups.end(), at) == groups.end()) groups.push_back(at);
    }
    if (std::find(group.names.begin(), group.names.end(), name) == group.names.end())
        group.names.push_back(std::move(name));
    return place;
}

}  // namespace mod_trakt::features
