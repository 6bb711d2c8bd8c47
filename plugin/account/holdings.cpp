#include "account/holdings.hpp"

#include <algorithm>

#include "account/held_rows.hpp"

namespace mod_trakt::account {

Holdings Holdings::of(const index::CompleteSnapshot& snapshot, const KeyRules& rules) {
    Holdings holdings;
    holdings.parts_.push_back({std::make_shared<HeldRows>(snapshot, rules), false, {}});
    return holdings;
}

void Holdings::know_titles_of(const index::CompleteSnapshot& snapshot, const KeyRules& rules) {
    parts_.push_back({std::make_shared<HeldRows>(snapshot, rules), true, {}});
}

void Holdings::merge(const Holdings& other) {
    parts_.insert(parts_.end(), other.parts_.begin(), other.parts_.end());
    items_.merge(other.items_);
}

void Holdings::forget(const std::set<std::int64_t>& history_ids) {
    for (Part& part : parts_) part.gone.insert(history_ids.begin(), history_ids.end());
    items_.forget(history_ids);
}

void Holdings::look_for(std::span<const TitleName> names) const {
    std::vector<TitleToken> tokens;
    for (const TitleName& name : names)
        for (const TitleToken& token : tokens_of(name)) tokens.push_back(token);
    for (const Part& part : parts_) part.rows->look_for(tokens);
}

HeldMatch Holdings::match(const TitleName& name) const {
    HeldTitles found;
    const std::vector<TitleToken> tokens = tokens_of(name);
    for (const Part& part : parts_)
        if (!part.are_titles_only) part.rows->find(tokens, part.gone, found);
    for (const TitleToken& token : tokens) items_.find(token, {}, found);
    // An own write may name a title by its Trakt id alone. So the Trakt ids that were found are looked for, too.
    for (const std::string& trakt_id : found.trakt_ids())
        items_.find({.type = *name.type, .kind = TitleToken::Kind::Own, .key = IdKey::Trakt, .value = trakt_id}, {},
                    found);
    for (const std::string& trakt_id : found.trakt_ids_of_shows())
        items_.find({.type = *name.type,
                     .kind = TitleToken::Kind::InShow,
                     .key = IdKey::Trakt,
                     .value = trakt_id,
                     .season = name.season,
                     .episode = name.episode},
                    {}, found);
    found.drop_titles_without_holdings();
    for (const Part& part : parts_)
        if (part.are_titles_only) part.rows->find_titles(tokens, found);
    const TitleMatch decided = found.match(name);
    HeldMatch match;
    match.kind = decided.kind;
    for (const std::size_t title : decided.titles) {
        const HeldTitle& held = found.titles()[title];
        match.title.names.insert(match.title.names.end(), held.names.begin(), held.names.end());
        match.title.holdings.insert(match.title.holdings.end(), held.holdings.begin(), held.holdings.end());
    }
    for (const std::size_t rival : decided.rivals) match.rivals.push_back(found.titles()[rival]);
    match.others_share_ids = found.others_share_ids(name);
    match.show = decided.show;
    match.other_shows_share_ids = found.other_shows_share_ids(name);
    return match;
}

bool Holdings::are_complete() const noexcept {
    return std::any_of(parts_.begin(), parts_.end(), [](const Part& part) { return !part.are_titles_only; });
}

std::vector<HeldPlay> Holdings::plays_at(const std::set<std::int64_t>& minutes_ms) const {
    std::vector<HeldPlay> found;
    for (const Part& part : parts_)
        if (!part.are_titles_only) part.rows->find_plays_at(minutes_ms, part.gone, found);
    items_.find_plays_at(minutes_ms, found);
    return found;
}

std::vector<HeldEntry> Holdings::entries_between(std::int64_t from_ms, std::int64_t until_ms) const {
    std::vector<HeldEntry> found;
    for (const Part& part : parts_) part.rows->find_entries_between(from_ms, until_ms, found);
    return found;
}

std::size_t Holdings::size() const {
    std::size_t size = items_.size();
    for (const Part& part : parts_) {
        if (part.are_titles_only) continue;
        size += part.rows->size();
        if (!part.gone.empty()) size -= part.rows->count_of(part.gone);
    }
    return size;
}

}  // namespace mod_trakt::account
