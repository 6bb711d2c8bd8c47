#include "judge.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <sstream>
#include <utility>

#include "twin/iso_time.hpp"

namespace mod_trakt::property {

std::string difference(const Index& actual, const Index& expected, const char* type) {
    std::ostringstream out;
    std::size_t lines = 0, expected_count = 0, actual_count = 0;
    auto tell = [&](const std::string& line) {
        if (++lines <= 6) out << "    " << line << "\n";
    };
    auto wanted = [type](const json::value& item) { return type == nullptr || item.at("type") == type; };
    for (const auto& [key, item] : expected.items()) {
        if (!wanted(item)) continue;
        ++expected_count;
        const json::value* there = actual.items().if_contains(key);
        if (there == nullptr)
            tell("missing: " + std::string(key) + " " + json::serialize(item));
        else if (*there != item)
            tell("differs: " + std::string(key) + " " + json::serialize(*there) + " for " + json::serialize(item));
    }
    for (const auto& [key, item] : actual.items()) {
        if (!wanted(item)) continue;
        ++actual_count;
        if (!expected.items().contains(key)) tell("too many: " + std::string(key) + " " + json::serialize(item));
    }
    if (lines == 0) return {};
    out << "    " << lines << " differences; " << actual_count << " items for " << expected_count << "\n";
    return out.str();
}

void check_against_truth(const Index& index, const Truth& truth) {
    std::array<std::multiset<std::pair<std::int64_t, std::string>>, 2> held, read;
    for (const Kind kind : both_kinds)
        for (const Play& play : truth.plays[kind]) held[kind].insert({play.id, twin::iso(play.watched_ms)});
    for (const auto& [key, item] : index.items())
        read[item.at("type") == "movie" ? Movies : Episodes].insert(
            {item.at("_trakt_history_id").as_int64(), std::string(item.at("watched_at").as_string())});
    for (const Kind kind : both_kinds)
        if (held[kind] != read[kind])
            throw Broken{"the full read has " + std::to_string(read[kind].size()) + " plays of " + kind_names[kind] +
                         "s for " + std::to_string(held[kind].size()) + ", or other ids or times\n"};
}

void check_nothing_is_lost(const Index& index, Kind kind, const Truth& before, const Truth& now) {
    std::set<std::int64_t> shown;
    for (const auto& [key, item] : index.items())
        if (item.at("type") == kind_names[kind]) shown.insert(item.at("_trakt_history_id").as_int64());
    Plays held = before.plays[kind];
    std::sort(held.begin(), held.end());
    for (const Play& play : now.plays[kind])
        if (!shown.contains(play.id) && std::binary_search(held.begin(), held.end(), play))
            throw Broken{"the index lacks play " + std::to_string(play.id) + ", which was there all the time\n"};
}

void Judge::compare(const Index& index, const Index& full, const std::string& what) {
    ++result_.indexes;
    const std::string differs = difference(index, full, nullptr);
    if (!differs.empty()) throw Broken{what + " is wrong\n" + differs};
}

void Judge::hold(const std::vector<Asked>& asked, const Limit& limit, const std::string& what) {
    if (!check_limits_) return;
    ++result_.limits_checked;
    if (asked.size() <= limit.requests) return;
    throw Broken{what + " took " + std::to_string(asked.size()) + " requests for at most " +
                 std::to_string(limit.requests) + " (" + limit.row + ")\n"};
}

}  // namespace mod_trakt::property
