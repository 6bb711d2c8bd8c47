#include "changes/title_groups.hpp"

#include <algorithm>
#include <utility>

namespace mod_trakt::changes {
namespace {

bool has_trakt_id(const std::vector<TitleName>& names) noexcept {
    return std::any_of(names.begin(), names.end(), [](const TitleName& name) { return name.ids.has(IdKey::Trakt); });
}

}  // namespace

bool TitleGroups::belong(const std::vector<TitleName>& names, const Group& group) {
    bool same = false;
    for (const TitleName& name : names)
        for (const TitleName& other : group.names) {
            const Sameness sameness = compare(name, other);
            if (are_apart(sameness)) return false;
            same = same || sameness == Sameness::Same;
        }
    return same;
}

bool TitleGroups::may_be_one(const Group& a, const Group& b) {
    return std::none_of(a.names.begin(), a.names.end(), [&](const TitleName& one) {
        return std::any_of(b.names.begin(), b.names.end(),
                           [&](const TitleName& other) { return are_apart(compare(one, other)); });
    });
}

std::vector<std::size_t> TitleGroups::groups_for(const std::vector<TitleName>& names,
                                                 const std::vector<std::string>& texts) const {
    std::vector<std::size_t> fitting;
    for (const std::string& text : texts) {
        const auto found = by_text_.find(text);
        if (found == by_text_.end()) continue;
        for (const std::size_t group : found->second)
            if (!groups_[group].is_absorbed && std::find(fitting.begin(), fitting.end(), group) == fitting.end() &&
                belong(names, groups_[group]))
                fitting.push_back(group);
    }
    std::sort(fitting.begin(), fitting.end());
    return fitting;
}

TitleGroups::Place TitleGroups::join(std::size_t input, std::vector<TitleName> names, std::int64_t minute_ms) {
    std::vector<std::string> texts;
    for (const TitleName& name : names)
        for (std::string& text : likeness_texts(name)) texts.push_back(std::move(text));
    std::sort(texts.begin(), texts.end());
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    for (std::string& text : texts) text.append(1, '@').append(std::to_string(minute_ms));
    std::vector<std::size_t> fitting = groups_for(names, texts);
    for (std::size_t i = 1; i < fitting.size(); ++i)
        for (std::size_t k = 0; k < i; ++k)
            if (!may_be_one(groups_[fitting[k]], groups_[fitting[i]])) return add_group(input, std::move(names), texts);
    if (fitting.empty()) return add_group(input, std::move(names), texts);

    const std::size_t at = fitting.front();
    Place place{at, groups_[at].first, false, false, {fitting.begin() + 1, fitting.end()}, {}};
    for (const std::size_t other : place.absorbed) {
        if (groups_[other].has_trakt_id && !groups_[at].has_trakt_id) place.surer = other;
        absorb(other, at);
    }
    place.is_surer = !groups_[at].has_trakt_id && has_trakt_id(names);
    note(at, std::move(names), texts);
    return place;
}

TitleGroups::Place TitleGroups::add_group(std::size_t input, std::vector<TitleName> names,
                                          const std::vector<std::string>& texts) {
    groups_.push_back({.first = input, .names = {}, .texts = {}});
    const std::size_t at = groups_.size() - 1;
    note(at, std::move(names), texts);
    return {at, input, true, false, {}, {}};
}

void TitleGroups::absorb(std::size_t from, std::size_t into) {
    groups_[from].is_absorbed = true;
    const std::vector<std::string> texts = std::move(groups_[from].texts);
    note(into, std::exchange(groups_[from].names, {}), texts);
}

void TitleGroups::note(std::size_t at, std::vector<TitleName> names, const std::vector<std::string>& texts) {
    Group& group = groups_[at];
    group.has_trakt_id = group.has_trakt_id || has_trakt_id(names);
    for (const std::string& text : texts) {
        std::vector<std::size_t>& groups = by_text_[text];
        if (std::find(groups.begin(), groups.end(), at) != groups.end()) continue;
        groups.push_back(at);
        group.texts.push_back(text);
    }
    for (TitleName& name : names)
        if (std::find(group.names.begin(), group.names.end(), name) == group.names.end())
            group.names.push_back(std::move(name));
}

}  // namespace mod_trakt::changes
