// The groups and leaves of the activity stamps.
#include "twin/activities.hpp"

#include <algorithm>
#include <initializer_list>

#include "twin/iso_time.hpp"

namespace mod_trakt::twin {
namespace {

struct Group {
    const char* name;
    std::initializer_list<const char*> keys;
};

const Group groups[] = {
    {"movies",
     {"watched_at", "collected_at", "rated_at", "watchlisted_at", "favorited_at", "commented_at", "paused_at",
      "hidden_at"}},
    {"episodes", {"watched_at", "collected_at", "rated_at", "watchlisted_at", "commented_at", "paused_at"}},
    {"shows", {"rated_at", "watchlisted_at", "favorited_at", "commented_at", "hidden_at", "dropped_at"}},
    {"seasons", {"rated_at", "watchlisted_at", "commented_at", "hidden_at"}},
    {"comments", {"liked_at", "reacted_at", "blocked_at"}},
    {"lists", {"liked_at", "reacted_at", "updated_at", "commented_at"}},
    {"watchlist", {"updated_at"}},
    {"favorites", {"updated_at"}},
    {"collaborations", {"updated_at"}},
    {"account", {"settings_at", "followed_at", "following_at", "pending_at", "requested_at"}},
    {"saved_filters", {"updated_at"}},
    {"notes", {"updated_at"}},
};

bool is_of_a_list(std::string_view key) { return key == "watched_at" || key == "rated_at" || key == "watchlisted_at"; }

}  // namespace

Activities::Activities(std::int64_t start_ms) {
    for (const Group& group : groups)
        for (const char* key : group.keys) leaves_[std::string(group.name) + '.' + key] = start_ms;
}

void Activities::touch(const std::string& leaf, std::int64_t now_ms, std::int64_t resolution_ms) {
    leaves_[leaf] = floor_to(now_ms, std::max<std::int64_t>(resolution_ms, 1));
    mark(leaf);
}

std::string Activities::to_json(bool sparse, bool without_unset) const {
    std::int64_t newest = 0;
    for (const auto& leaf : leaves_) newest = std::max(newest, leaf.second);
    std::string out = "{\"all\":\"" + iso(newest) + '"';
    for (const Group& group : groups) {
        const std::string name = group.name;
        // A sparse answer lacks some groups and leaves, has a null, and has a group of an older API.
        if (sparse && (name == "collaborations" || name == "saved_filters" || name == "notes" || name == "seasons"))
            continue;
        ((out += ",\"") += name) += "\":{";
        bool first = true;
        for (const char* key : group.keys) {
            if (sparse && name == "shows" && std::string(key) == "dropped_at") continue;
            if (without_unset && (is_of_a_list(key) || name == "watchlist") && !marked_.contains(name + '.' + key))
                continue;
            if (!first) out += ',';
            first = false;
            ((out += '"') += key) += "\":";
            if (sparse && name == "movies" && std::string(key) == "paused_at") {
                out += "null";
                continue;
            }
            out += '"';
            append_iso(out, leaves_.at(name + '.' + key));
            out += '"';
        }
        out += '}';
    }
    if (sparse) out += ",\"recommendations\":{\"updated_at\":\"2025-11-30T10:12:00.000Z\"}";
    return out + '}';
}

}  // namespace mod_trakt::twin
