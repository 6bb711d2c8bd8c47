#include "judge.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "tests/support/expected_items.hpp"
#include "twin/iso_time.hpp"

namespace mod_trakt::property {
namespace {

Plays sorted(Plays plays) {
    std::sort(plays.begin(), plays.end());
    return plays;
}

// The play of the item in `known`, which is sorted.
const Play* find_play(const Plays& known, const json::value& item) {
    const json::value& id = test::at(item, "_trakt_history_id");
    const auto watched_ms = twin::parse_iso(test::text_at(item, "watched_at"));
    if (!id.is_int64() || !watched_ms) return nullptr;
    const auto at = std::lower_bound(known.begin(), known.end(), Play{id.get_int64(), *watched_ms, 0, nullptr});
    return at != known.end() && at->id == id.get_int64() && at->watched_ms == *watched_ms ? &*at : nullptr;
}

}  // namespace

Index index_of(json::value document, std::int64_t now_ms, const std::string& feature) {
    Index index;
    json::object items = std::move(document.at("items").as_object());
    if (const json::value* skipped = document.as_object().if_contains("skipped")) {
        index.skipped = skipped->as_int64();
        document.as_object().erase("skipped");
    }
    const auto made_ms = twin::parse_iso(test::text_at(document, "generated_at"));
    if (!made_ms || *made_ms > now_ms) throw Broken{"the index of " + feature + " does not say when it was made\n"};
    json::object expected{{"complete", true},
                          {"stale", false},
                          {"generated_at", document.at("generated_at")},
                          {"count", items.size()},
                          {"items", json::object()}};
    document.at("items") = json::object();
    const std::string differs = test::difference(document.as_object(), expected);
    if (!differs.empty()) throw Broken{"the index of " + feature + " has wrong members besides its items\n" + differs};
    index.items = std::move(items);
    return index;
}

std::array<json::object, 2> by_kind(json::object items) {
    std::array<json::object, 2> parts;
    for (auto& [key, item] : items)
        parts[item.at("type") == kind_names[Movies] ? Movies : Episodes].emplace(key, std::move(item));
    return parts;
}

json::object expected_items(const Plays& plays) {
    test::Rows rows;
    for (const Play& play : plays) rows.push_back(play.row.get());
    return test::expected_plays(rows);
}

Plays plays_partly_seen(const json::object& items, const Plays& before, const Plays& now) {
    const Plays old_sorted = sorted(before), new_sorted = sorted(now);
    Plays known, kept, shown;
    std::set_union(old_sorted.begin(), old_sorted.end(), new_sorted.begin(), new_sorted.end(),
                   std::back_inserter(known));
    std::set_intersection(old_sorted.begin(), old_sorted.end(), new_sorted.begin(), new_sorted.end(),
                          std::back_inserter(kept));
    for (const auto& [key, item] : items) {
        const Play* play = find_play(known, item);
        if (play == nullptr)
            throw Broken{"the index shows a play that it did not show before and that is not there now: " +
                         std::string(key) + " " + json::serialize(item) + "\n"};
        shown.push_back(*play);
    }
    std::sort(shown.begin(), shown.end());
    const std::string differs = test::difference(items, expected_items(shown));
    if (!differs.empty())
        throw Broken{"the index shows plays with other members or keys than the account has\n" + differs};
    for (const Play& play : kept)
        if (!std::binary_search(shown.begin(), shown.end(), play))
            throw Broken{"the index lacks play " + std::to_string(play.id) + ", which was there all the time\n"};
    return shown;
}

void Judge::compare(const json::object& items, const json::object& expected, const std::string& what) {
    ++result_.indexes;
    const std::string differs = test::difference(items, expected);
    if (!differs.empty()) throw Broken{what + " is wrong\n" + differs};
}

void Judge::compare_history(json::object items, const Truth& truth, const std::string& what) {
    const auto parts = by_kind(std::move(items));
    for (const Kind kind : both_kinds) compare(parts[kind], expected_items(truth.plays[kind]), what);
}

void Judge::compare_skipped(const Index& index, std::size_t hidden, const std::string& what) {
    if (index.skipped == static_cast<std::int64_t>(hidden)) return;
    throw Broken{what + " says that " + std::to_string(index.skipped) + " rows are skipped, and " +
                 std::to_string(hidden) + " are hidden\n"};
}

void Judge::check_requests(const std::vector<Asked>& asked, const Limit& limit, const std::string& what) {
    if (!check_limits_) return;
    ++result_.limits_checked;
    if (asked.size() <= limit.requests) return;
    throw Broken{what + " took " + std::to_string(asked.size()) + " requests for at most " +
                 std::to_string(limit.requests) + " (" + limit.row + ")\n"};
}

}  // namespace mod_trakt::property
