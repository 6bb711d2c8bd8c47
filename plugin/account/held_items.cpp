#include "account/held_items.hpp"

#include <algorithm>

namespace mod_trakt::account {

void HeldItems::add(const Item& item, const Holding& holding) {
    const auto place = static_cast<std::uint32_t>(entries_.size());
    const TraktIds ids = trakt_ids_of(item);
    entries_.push_back({holding, std::string(ids.own), std::string(ids.show)});
    ++size_;
    for (const TitleToken& token : tokens_of(item)) by_token_[token.text()].push_back(place);
}

void HeldItems::merge(const HeldItems& other) {
    const auto offset = static_cast<std::uint32_t>(entries_.size());
    entries_.insert(entries_.end(), other.entries_.begin(), other.entries_.end());
    size_ += other.size_;
    for (const auto& [token, places] : other.by_token_)
        for (const std::uint32_t place : places) by_token_[token].push_back(offset + place);
}

void HeldItems::forget(const std::set<std::int64_t>& history_ids) {
    for (Entry& entry : entries_) {
        if (entry.is_gone || !history_ids.contains(entry.holding.history_id)) continue;
        entry.is_gone = true;
        --size_;
    }
}

std::size_t HeldItems::count_of(const std::set<std::int64_t>& history_ids) const {
    return static_cast<std::size_t>(std::count_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
        return !entry.is_gone && history_ids.contains(entry.holding.history_id);
    }));
}

void HeldItems::find(const TitleToken& token, const TraktIds& wanted, std::vector<Holding>& found) const {
    const auto places = by_token_.find(token.text());
    if (places == by_token_.end()) return;
    for (const std::uint32_t place : places->second) {
        const Entry& entry = entries_[place];
        if (!entry.is_gone && !contradict(wanted, {entry.trakt_id, entry.trakt_id_of_show}))
            found.push_back(entry.holding);
    }
}

}  // namespace mod_trakt::account
