// A former list of plays and the present one, byte by byte, and what the proofs of the history conclude; the tables of
// plays, of titles and of media; maps.
#include <algorithm>
#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "index/plays/newest_page.hpp"
#include "index/plays/play_changes.hpp"
#include "index/plays/play_table.hpp"
#include "index/plays/rank_search.hpp"
#include "index/snapshot/media_table.hpp"
#include "index/snapshot/title_table.hpp"
#include "support/json/value.hpp"
#include "targets.hpp"
#include "tests/support/decoded_titles.hpp"

namespace mod_trakt::fuzz {
namespace {

using index::Play;

constexpr std::int64_t minute_ms = 60'000;

// Changes to a list: each byte puts a play in, takes one away, or passes on.
struct Story {
    std::vector<Play> before, now;
    bool one_sign = true;
};

Story read_story(std::string_view input) {
    Story story;
    std::int64_t id = 1'000, moment_ms = 1'000'000 * minute_ms;
    bool added = false, removed = false;
    for (const char byte : input.substr(0, 400)) {
        const auto code = static_cast<unsigned char>(byte);
        moment_ms -= (code % 4) * minute_ms;  // often the minute of the one before
        const Play play{id--, 1 + code % 7, moment_ms, {}};
        const bool comes = code >= 0xE0, goes = code >= 0xC0 && code < 0xE0;
        if (!comes) story.before.push_back(play);
        if (!goes) story.now.push_back(play);
        added = added || comes;
        removed = removed || goes;
    }
    story.one_sign = added != removed;
    return story;
}

bool same_ids(const std::vector<Play>& a, const std::vector<Play>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Play& x, const Play& y) { return x.history_id == y.history_id; });
}

std::vector<Play> page_of(const std::vector<Play>& list, std::int64_t page, std::int64_t size) {
    const auto from = std::min(list.size(), static_cast<std::size_t>((page - 1) * size));
    const auto to = std::min(list.size(), from + static_cast<std::size_t>(size));
    return {list.begin() + static_cast<std::ptrdiff_t>(from), list.begin() + static_cast<std::ptrdiff_t>(to)};
}

void search(const Story& story, std::int64_t size) {
    if (story.now.empty() || story.now.size() == story.before.size()) return;
    index::RankSearch search(story.before, static_cast<std::int64_t>(story.now.size()), size);
    std::size_t pages = 0;
    for (std::vector<std::int64_t> wanted = {1}; !wanted.empty(); wanted = search.wanted()) {
        for (const std::int64_t page : wanted) {
            promise(++pages <= story.now.size() + 2, "no page is asked for twice");
            if (search.take(page, page_of(story.now, page, size))) continue;
            promise(!story.one_sign, "changes of one sign are found");
            return;
        }
    }
    const auto found = search.result();
    if (story.one_sign) promise(found && same_ids(*found, story.now), "what is found is the list as it is");
    if (found) promise(found->size() == story.now.size(), "the numbers add up");
}

void compare_with_map(const Story& story) {
    std::vector<trakt::WatchedTime> map;
    for (const Play& play : story.now) map.push_back({play.trakt_id, play.watched_ms});
    std::sort(map.begin(), map.end());
    std::unordered_set<std::int64_t> titles;
    for (const std::int64_t title : index::changed_titles(story.before, map)) titles.insert(title);
    std::vector<Play> read;
    for (const Play& play : story.now)
        if (titles.contains(play.trakt_id)) read.push_back(play);
    promise(index::agrees(read, map, titles), "the rows of the changed titles agree with the map");
    const auto merged = index::replace_titles(story.before, titles, read);
    promise(merged.size() == story.now.size(), "the titles that changed explain the difference");
    promise(std::is_sorted(merged.begin(), merged.end(),
                           [](const Play& a, const Play& b) { return a.watched_ms > b.watched_ms; }),
            "the newest stand first");
}

void look_at_newest_page(const Story& story, std::int64_t size) {
    const auto page = page_of(story.now, 1, size);
    const auto total = static_cast<std::int64_t>(story.now.size());
    const auto fresh = index::new_on_top(story.before, story.before.size(), page, total);
    if (!fresh) return;
    const auto merged = index::put_on_top(story.before, page);
    promise(merged.size() == story.before.size() + *fresh && merged.size() == story.now.size(), "the numbers add up");
    std::unordered_set<std::int64_t> ids;
    for (const Play& play : merged) promise(ids.insert(play.history_id).second, "no play stands there twice");
}

void decode(std::string_view input) {
    const std::size_t half = input.size() / 2;
    const std::string_view table = input.substr(0, half), entries = input.substr(half);
    for (const std::size_t count : {std::size_t{1}, half / 4, half}) {
        const auto decoded = index::decode_plays(table, count, entries);
        if (!decoded) continue;
        promise(decoded->plays.size() == count, "as many plays as were asked for");
        promise(index::encode_plays(decoded->plays).size() <= 40 * count + 1, "a play takes few bytes");
    }
}

void decode_titles(std::string_view table) {
    const auto decoded = test::decode_titles(table);
    if (!decoded) return;
    promise(decoded->titles.size() <= table.size() && decoded->shows.size() <= table.size(), "each takes some bytes");
    index::TitleTable again;
    for (const index::Title& title : decoded->titles) {
        const bool in_show = title.show != index::Title::no_show;
        promise(!in_show || title.show < decoded->shows.size(), "a title's show is there");
        again.add(title, in_show ? &decoded->shows[title.show] : nullptr);
    }
    const std::string encoded = again.encode();
    const auto read = test::decode_titles(encoded);
    promise(read && read->titles.size() == again.size(), "titles that were written are read back");
}

void decode_media(std::string_view input) {
    const std::size_t half = input.size() / 2;
    const std::string_view table = input.substr(0, half), entries = input.substr(half);
    for (const std::size_t count : {std::size_t{1}, half / 3, half}) {
        const auto decoded = index::decode_media(table, count, entries);
        if (!decoded) continue;
        promise(decoded->rows.size() == count, "as many rows as were asked for");
        for (const index::MediaRow& row : decoded->rows)
            promise(row.rating >= 0 && row.rating <= 10, "a rating is one");
    }
}

void read_map(std::string_view input) {
    json::Document document;
    if (document.parse(std::string(input))) return;
    std::vector<trakt::WatchedTime> times;
    if (!trakt::read_watched_map(document.root(), times)) return;
    for (const auto& time : times) promise(time.trakt_id > 0, "a title has an id");
}

}  // namespace

void run_histories(std::string_view input) {
    const Story story = read_story(input);
    for (const std::int64_t size : {1, 5, 50}) {
        search(story, size);
        look_at_newest_page(story, size);
    }
    compare_with_map(story);
    decode(input);
    decode_titles(input);
    decode_media(input);
    read_map(input);
}

}  // namespace mod_trakt::fuzz
