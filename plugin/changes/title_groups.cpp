#include "changes/title_groups.hpp"

#include <algorithm>
#include <utility>

namespace mod_trakt::changes {

bool TitleGroups::belongs(const TitleName& name, const Group& group) {
    bool same = false;
    for (const TitleName& other : group.names) {
        const Sameness sameness = compare(name, other);
        if (sameness == Sameness::Different) return false;
        same = same || sameness == Sameness::Same;
    }
    return same;
}

bool TitleGroups::may_be_one(const Group& a, const Group& b) {
    return std::none_of(a.names.begin(), a.names.end(), [&](const TitleName& one) {
        return std::any_of(b.names.begin(), b.names.end(),
                           [&](const TitleName& other) { return compare(one, other) == Sameness::Different; });
    });
}

std::vector<std::size_t> TitleGroups::groups_for(const TitleName& name, const std::vector<std::string>& texts) const {
    std::vector<std::size_t> fitting;
    for (const std::string& text : texts) {
        const auto found = by_text_.find(text);
        if (found == by_text_.end()) continue;
        for (const std::size_t group : found->second)
            if (!groups_[group].is_absorbed && std::find(fitting.begin(), fitting.end(), group) == fitting.end() &&
                belongs(name, groups_[group]))
                fitting.push_back(group);
    }
    std::sort(fitting.begin(), fitting.end());
    return fitting;
}

TitleGroups::Place TitleGroups::join(std::size_t input, TitleName name, std::int64_t minute_ms) {
    std::vector<std::string> texts = likeness_texts(name);
    for (std::string& text : texts) text.append(1, '@').append(std::to_string(minute_ms));
    std::vector<std::size_t> fitting = groups_for(name, texts);
    for (std::size_t i = 1; i < fitting.size(); ++i)
        for (std::size_t k = 0; k < i; ++k)
            if (!may_be_one(groups_[fitting[k]], groups_[fitting[i]])) return add_group(input, std::move(name), texts);
    if (fitting.empty()) return add_group(input, std::move(name), texts);

    const std::size_t at = fitting.front();
    Place place{at, groups_[at].first, false, false, {fitting.begin() + 1, fitting.end()}, {}};
    for (const std::size_t other : place.absorbed) {
        if (groups_[other].has_trakt_id && !groups_[at].has_trakt_id) place.surer = other;
        absorb(other, at);
    }
    place.is_surer = name.ids.has(IdKey::Trakt) && !groups_[at].has_trakt_id;
    note(at, std::move(name), texts);
    return place;
}

TitleGroups::Place TitleGroups::add_group(std::size_t input, TitleName name, const std::vector<std::string>& texts) {
    groups_.push_back({.first = input, .names = {}, .texts = {}});
    const std::size_t at = groups_.size() - 1;
    note(at, std::move(name), texts);
    return {at, input, true, false, {}, {}};
}

void TitleGroups::absorb(std::size_t from, std::size_t into) {
    groups_[from].is_absorbed = true;
    const std::vector<std::string> texts = std::move(groups_[from].texts);
    for (TitleName& name : groups_[from].names) note(into, std::move(name), texts);
    groups_[from].names.clear();
}

void TitleGroups::note(std::size_t at, TitleName name, const std::vector<std::string>& texts) {
    Group& group = groups_[at];
    group.has_trakt_id = group.has_trakt_id || name.ids.has(IdKey::Trakt);
    for (const std::string& text : texts) {
        std::vector<std::size_t>& groups = by_text_[text];
        if (std::find(groups.begin(), groups.end(), at) != groups.end()) continue;
        groups.push_back(at);
        group.texts.push_back(text);
    }
    if (std::find(group.names.begin(), group.names.end(), name) == group.names.end())
        group.names.push_back(std::move(name));
}

}  // namespace mod_trakt::changes
