#include "account/added_entries.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace mod_trakt::account {
namespace {

bool is_possible_row(const AddedEntries::Entry& entry, const HeldEntry& row) {
    return entry.name.type == row.name.type && entry.rating == row.holding.rating && row.holding.rated_ms &&
           *row.holding.rated_ms >= entry.from_ms && *row.holding.rated_ms <= entry.until_ms;
}

void add_ids(const HeldTitle& title, std::set<AddedEntries::TitleId>& ids) {
    for (const TitleName& name : title.names)
        if (name.type && name.ids.has(IdKey::Trakt)) ids.emplace(*name.type, name.ids.get(IdKey::Trakt));
}

// What a row shows; rows of the same are one entry.
using Shown = std::tuple<MediaType, std::string, int, std::int64_t>;
Shown shown_by(const TitleName& name, int rating, std::int64_t at_ms) {
    return {*name.type, std::string(name.ids.get(IdKey::Trakt)), rating, at_ms};
}

// An entry that was written twice has the later rating, and the time of one of the two writes.
void add_unique(std::vector<AddedEntries::Entry>& entries, const AddedEntries::Entry& entry) {
    const auto former =
        std::find_if(entries.begin(), entries.end(), [&](const auto& other) { return other.name == entry.name; });
    if (former == entries.end()) return entries.push_back(entry);
    former->rating = entry.rating;
    former->from_ms = std::min(entry.from_ms, former->from_ms);
    former->until_ms = std::max(entry.until_ms, former->until_ms);
}

std::vector<TitleName> names_of(const auto& named) {
    std::vector<TitleName> names;
    names.reserve(named.size());
    for (const auto& one : named) names.push_back(one.name);
    return names;
}

}  // namespace

void AddedEntries::note(std::vector<Entry> entries, const Holdings& before, std::string mark,
                        index::SnapshotPtr snapshot) {
    before.look_for(names_of(entries));
    std::vector<Entry> unseen;
    for (const Entry& entry : entries)
        if (!before.match(entry.name).is_held()) unseen.push_back(entry);
    if (!unseen.empty()) note_similar(before, unseen);
    kept_.mark = std::move(mark);
    snapshot_ = std::move(snapshot);
    kept_.written.insert(kept_.written.end(), std::make_move_iterator(entries.begin()),
                         std::make_move_iterator(entries.end()));
}

// Keeps the rows that may be taken for one of these entries.
void AddedEntries::note_similar(const Holdings& before, std::span<const Entry> entries) {
    const auto from = std::min_element(entries.begin(), entries.end(),
                                       [](const Entry& a, const Entry& b) { return a.from_ms < b.from_ms; });
    const auto until = std::max_element(entries.begin(), entries.end(),
                                        [](const Entry& a, const Entry& b) { return a.until_ms < b.until_ms; });
    for (HeldEntry& row : before.entries_between(from->from_ms, until->until_ms)) {
        if (!std::any_of(entries.begin(), entries.end(),
                         [&](const Entry& entry) { return is_possible_row(entry, row); }))
            continue;
        Entry old{std::move(row.name), row.holding.rating, *row.holding.rated_ms, *row.holding.rated_ms};
        kept_.before.push_back(std::move(old));
    }
}

void AddedEntries::note_removed(const TitleName& name) {
    std::erase_if(kept_.written, [&](const Entry& entry) { return compare(entry.name, name) == Sameness::Same; });
}

void AddedEntries::forget() {
    kept_ = {};
    snapshot_.reset();
}

void AddedEntries::follow(std::string_view mark_before, std::string mark_now) {
    if (kept_.mark == mark_before) kept_.mark = std::move(mark_now);
}

void AddedEntries::set(LearntAliases::Entries kept) {
    if (kept == kept_) return;
    kept_ = std::move(kept);
    snapshot_.reset();
}

bool AddedEntries::were_written_before(const index::SnapshotPtr& snapshot) const {
    // Without a state folder there are no marks, and each proof of another snapshot is of a later read.
    return kept_.mark.empty() ? snapshot != snapshot_ : snapshot != nullptr && snapshot->mark() == kept_.mark;
}

void AddedEntries::learn_from(const Holdings& now, Aliases& aliases) {
    now.look_for(names_of(kept_.written));
    std::vector<Entry> open;
    std::set<TitleId> named;
    for (const Entry& entry : kept_.written) {
        const HeldMatch match = now.match(entry.name);
        add_ids(match.title, named);
        for (const HeldTitle& rival : match.rivals) add_ids(rival, named);
        if (match.kind == TitleMatch::Kind::NotHeld) add_unique(open, entry);
    }
    if (!open.empty()) eliminate(open, now, named, aliases);
    forget();
}

// `named`: titles that the entries name by ids that Trakt shows.
void AddedEntries::eliminate(const std::vector<Entry>& open, const Holdings& now, const std::set<TitleId>& named,
                             Aliases& aliases) const {
    std::int64_t from_ms = open.front().from_ms, until_ms = open.front().until_ms;
    for (const Entry& entry : open) {
        from_ms = std::min(from_ms, entry.from_ms);
        until_ms = std::max(until_ms, entry.until_ms);
    }
    std::vector<HeldEntry> rows = now.entries_between(from_ms, until_ms);
    std::erase_if(rows, [&](const HeldEntry& row) {
        const bool may_be_open =
            std::any_of(open.begin(), open.end(), [&](const Entry& entry) { return is_possible_row(entry, row); });
        return !may_be_open || named.contains({*row.name.type, std::string(row.name.ids.get(IdKey::Trakt))});
    });
    std::set<Shown> old;
    for (const Entry& row : kept_.before) old.insert(shown_by(row.name, row.rating, row.from_ms));
    std::erase_if(rows, [&](const HeldEntry& row) {
        return old.contains(shown_by(row.name, row.holding.rating, *row.holding.rated_ms));
    });
    for (const Entry& entry : open) {
        const auto is_of_entry = [&](const HeldEntry& row) { return is_possible_row(entry, row); };
        const auto row = std::find_if(rows.begin(), rows.end(), is_of_entry);
        if (row == rows.end() || std::count_if(rows.begin(), rows.end(), is_of_entry) != 1) continue;
        const auto claims =
            std::count_if(open.begin(), open.end(), [&](const Entry& other) { return is_possible_row(other, *row); });
        if (claims == 1) aliases.learn_by_elimination(entry.name, row->name);
    }
}

}  // namespace mod_trakt::account
