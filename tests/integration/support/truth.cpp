#include "support/truth.hpp"

#include <algorithm>
#include <limits>
#include <map>

namespace mod_trakt::tests {

std::string differs_from_truth(const Outcome& outcome, const TwinProcess& twin, const std::string& feature) {
    if (outcome.status != SYNCMOD_OK) return outcome.summary();
    return difference(outcome.items(), expected_items(twin, feature));
}

std::string goes_beyond(const json::object& items, const json::object& truth) {
    if (items.size() > truth.size()) return "more items than the account has";
    for (const auto& [key, item] : items) {
        const json::value* same_key = truth.if_contains(key);
        if (same_key != nullptr && *same_key == item) continue;
        const bool is_there = std::any_of(truth.begin(), truth.end(),
                                          [&item = item](const auto& other) { return other.value() == item; });
        if (!is_there) return "the account has no such item: " + std::string(key) + " " + json::serialize(item);
    }
    return {};
}

std::string differs_from_every_moment(const json::object& items, const json::object& before,
                                      const json::object& after) {
    const auto by_id = [](const json::object& all) {
        std::map<std::int64_t, json::object> plays;
        for (const auto& [key, item] : all) plays[number_at(item, "_trakt_history_id")] = item.as_object();
        return plays;
    };
    const auto shown = by_id(items), first = by_id(before), last = by_id(after);
    std::int64_t newest_shown = 0, oldest_left_out = std::numeric_limits<std::int64_t>::max();
    std::string newest_kept, oldest_gone = "9";
    for (const auto& [id, item] : first) {
        const std::string watched_at = text_at(item, "watched_at");
        if (last.contains(id)) {
            if (!shown.contains(id)) return "lacks what was there all the time: " + std::to_string(id);
        } else if (shown.contains(id)) {
            newest_kept = std::max(newest_kept, watched_at);
        } else {
            oldest_gone = std::min(oldest_gone, watched_at);
        }
    }
    for (const auto& [id, item] : last) {
        if (first.contains(id)) continue;
        if (shown.contains(id))
            newest_shown = std::max(newest_shown, id);
        else
            oldest_left_out = std::min(oldest_left_out, id);
    }
    for (const auto& [id, item] : shown) {
        const auto& known_by = first.contains(id) ? first : last;
        const auto known = known_by.find(id);
        if (known == known_by.end() || json::value(known->second) != json::value(item))
            return "shows a play that never was there: " + json::serialize(item);
    }
    if (newest_shown > oldest_left_out) return "shows a later play and not an earlier one";
    if (newest_kept > oldest_gone) return "shows a play that was removed first and not one that was removed later";
    return {};
}

}  // namespace mod_trakt::tests
