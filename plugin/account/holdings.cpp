#include "account/holdings.hpp"

#include "account/held_rows.hpp"

namespace mod_trakt::account {

Holdings Holdings::of(const index::CompleteSnapshot& snapshot, const KeyRules& rules) {
    Holdings holdings;
    holdings.parts_.push_back({std::make_shared<HeldRows>(snapshot, rules), {}});
    return holdings;
}

void Holdings::merge(const Holdings& other) {
    parts_.insert(parts_.end(), other.parts_.begin(), other.parts_.end());
    items_.merge(other.items_);
}

void Holdings::forget(const std::set<std::int64_t>& history_ids) {
    for (Part& part : parts_) part.gone.insert(history_ids.begin(), history_ids.end());
    items_.forget(history_ids);
}

void Holdings::look_for(std::span<const MediaRef> names) const {
    std::vector<TitleToken> tokens;
    for (const MediaRef& name : names)
        for (const TitleToken& token : tokens_of(name)) tokens.push_back(token);
    for (const Part& part : parts_) part.rows->look_for(tokens);
}

std::vector<Holding> Holdings::find(const MediaRef& ref) const {
    look_for({&ref, 1});
    std::vector<Holding> found;
    const TraktIds wanted = trakt_ids_of(ref);
    for (const TitleToken& token : tokens_of(ref)) {
        for (const Part& part : parts_) part.rows->find(token, wanted, part.gone, found);
        items_.find(token, wanted, found);
        if (!found.empty()) break;
    }
    return found;
}

std::vector<Holding> Holdings::find_any(std::span<const MediaRef> names) const {
    look_for(names);
    for (const MediaRef& name : names)
        if (auto found = find(name); !found.empty()) return found;
    return {};
}

std::size_t Holdings::size() const {
    std::size_t size = items_.size();
    for (const Part& part : parts_) {
        size += part.rows->size();
        if (!part.gone.empty()) size -= part.rows->count_of(part.gone);
    }
    return size;
}

}  // namespace mod_trakt::account
