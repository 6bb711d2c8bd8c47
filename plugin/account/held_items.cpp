#include "account/held_items.hpp"

#include <algorithm>
#include <utility>

#include "model/timestamp.hpp"

namespace mod_trakt::account {

void HeldItems::add(TitleName name, const Holding& holding) {
    const auto place = static_cast<std::uint32_t>(entries_.size());
    for (const TitleToken& token : tokens_of(name)) by_token_[token.text()].push_back(place);
    entries_.push_back({holding, std::move(name)});
    ++size_;
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

void HeldItems::find_titles(const TitleToken& token, HeldTitles& found) const {
    const auto places = by_token_.find(token.text());
    if (places == by_token_.end()) return;
    for (const std::uint32_t place : places->second) {
        if (token.kind == TitleToken::Kind::Show)
            found.add_show(entries_[place].name.show);
        else
            found.title_named(entries_[place].name);
    }
}

void HeldItems::find_plays_at(const std::set<std::int64_t>& minutes_ms, std::vector<HeldPlay>& found) const {
    for (const Entry& entry : entries_)
        if (!entry.is_gone && minutes_ms.contains(floor_to_minute_ms(entry.holding.watched_ms)))
            found.push_back({entry.holding.watched_ms, entry.name, entry.holding.year});
}

void HeldItems::find(const TitleToken& token, const std::set<std::int64_t>& gone, HeldTitles& found) const {
    const auto places = by_token_.find(token.text());
    if (places == by_token_.end()) return;
    for (const std::uint32_t place : places->second) {
        const Entry& entry = entries_[place];
        if (entry.is_gone || gone.contains(entry.holding.history_id)) continue;
        if (token.kind == TitleToken::Kind::Show)
            found.add_show(entry.name.show);
        else
            found.add(found.title_named(entry.name), {this, 0, place}, entry.holding);
    }
}

}  // namespace mod_trakt::account
