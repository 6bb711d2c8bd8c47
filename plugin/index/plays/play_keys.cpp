#include "index/plays/play_keys.hpp"

#include <algorithm>
#include <bit>
#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <string>
#include <vector>

#include "model/timestamp.hpp"

namespace mod_trakt::index {
namespace {

// The key as in the document: with its escapes, without its quotes.
std::string_view key_of(std::string_view entry) noexcept {
    std::size_t end = 1;
    while (end < entry.size() && entry[end] != '"') end += entry[end] == '\\' ? 2 : 1;
    return entry.substr(1, end - 1);
}

// A plain key ends with "@<seconds>", so a tilde behind it begins the history id.
std::string_view plain_key_of(std::string_view key) noexcept {
    const std::size_t tilde = key.rfind('~');
    return tilde != std::string_view::npos && key.find('@', tilde) == std::string_view::npos ? key.substr(0, tilde)
                                                                                             : key;
}

std::string_view plain_key_of(const Play& play) noexcept { return plain_key_of(key_of(play.entry)); }

void rename(Play& play, const std::string& key, EntryArena& arena) {
    const std::string_view old = key_of(play.entry);
    if (old == key) return;
    play.entry = arena.add("\"" + key + std::string(play.entry.substr(1 + old.size())));
}

std::vector<Play*> watched_in(std::span<PlayList* const> lists, const std::unordered_set<std::int64_t>& seconds) {
    std::vector<Play*> plays;
    for (PlayList* list : lists)
        for (Play& play : list->plays)
            if (!play.entry.empty() && seconds.contains(to_seconds(play.watched_ms))) plays.push_back(&play);
    return plays;
}

// Which seconds may occur more than once: a bit filter with one hash. A false positive only costs a comparison;
// false negatives cannot occur.
class RepeatedSeconds {
public:
    explicit RepeatedSeconds(std::size_t plays)
        : bits_(static_cast<int>(std::bit_width(plays * 16 + 63))),
          seen_(std::size_t{1} << bits_),
          repeated_(seen_.size()) {}
    void put(std::int64_t second) {
        const std::size_t at = place_of(second);
        if (seen_[at]) repeated_[at] = true;
        seen_[at] = true;
    }
    bool may_repeat(std::int64_t second) const { return repeated_[place_of(second)]; }

private:
    std::size_t place_of(std::int64_t second) const noexcept {
        // Most plays begin at full minutes; the multiplication spreads them.
        constexpr std::uint64_t golden = 0x9E3779B97F4A7C15;
        return (static_cast<std::uint64_t>(second) * golden) >> (64 - bits_);
    }

    int bits_;
    std::vector<bool> seen_, repeated_;
};

// The seconds are part of the key, so only plays of the same second can have equal keys. Nearly all plays of a long
// list are alone in their second, so their text is not read. In a list made from an older snapshot every play is a
// candidate, because a play that shared its key may have been removed since.
std::vector<Play*> candidates(std::span<PlayList* const> lists) {
    std::size_t count = 0;
    for (const PlayList* list : lists) count += list->plays.size();
    RepeatedSeconds repeated(count);
    for (const PlayList* list : lists)
        for (const Play& play : list->plays) repeated.put(to_seconds(play.watched_ms));
    std::vector<Play*> plays;
    for (PlayList* list : lists)
        for (Play& play : list->plays)
            if (!play.entry.empty() && (list->base != nullptr || repeated.may_repeat(to_seconds(play.watched_ms))))
                plays.push_back(&play);
    return plays;
}

// Gives these plays, which have one plain key, unique keys.
void make_keys_unique(std::vector<Play*>& plays, EntryArena& arena) {
    const auto first = std::min_element(plays.begin(), plays.end(),
                                        [](const Play* a, const Play* b) { return a->history_id < b->history_id; });
    const std::string plain(plain_key_of(**first));
    std::size_t unnamed = 0;
    for (Play* play : plays) {
        std::string key = plain;
        if (play != *first) (key += '~') += std::to_string(play->history_id);
        if (play != *first && play->history_id == 0)
            (key += '.') += std::to_string(++unnamed);  // without a history id they get a number
        rename(*play, key, arena);
    }
}

}  // namespace

void assign_unique_keys(std::span<PlayList* const> lists, const std::unordered_set<std::int64_t>* seconds,
                        EntryArena& arena) {
    const std::vector<Play*> checked = seconds != nullptr ? watched_in(lists, *seconds) : candidates(lists);
    // Nearly all plays have a key of their own, so only the others get a group.
    boost::unordered_flat_map<std::string_view, Play*> first_of;  // by the plain key
    first_of.reserve(checked.size());
    boost::unordered_flat_map<Play*, std::vector<Play*>> groups;  // by the first of each
    for (Play* play : checked) {
        const auto [first, is_new] = first_of.try_emplace(plain_key_of(*play), play);
        if (is_new) continue;
        auto& group = groups[first->second];
        if (group.empty()) group.push_back(first->second);
        group.push_back(play);
    }
    boost::unordered_flat_set<const Play*> grouped;
    for (auto& [first, group] : groups) {
        for (const Play* play : group) grouped.insert(play);
        make_keys_unique(group, arena);
    }
    // A play that is now alone with its key gets the plain key.
    for (Play* play : checked)
        if (!grouped.contains(play)) rename(*play, std::string(plain_key_of(*play)), arena);
}

}  // namespace mod_trakt::index
