// The bodies of bulk writes: the known items that they name, and the echo of unknown items.
#pragma once

#include <optional>
#include <vector>

#include "twin/account.hpp"
#include "twin/catalogue.hpp"
#include "twin/json.hpp"

namespace mod_trakt::twin {

// The meaning of a show or season without children.
enum class Meaning {
    Plays,    // all its episodes (history, collection)
    Entries,  // itself (watchlist, removal of ratings)
    Ratings,  // itself when it has a rating; children are rated in addition
};

struct Target {
    Kind kind = Kind::Movie;
    std::uint32_t item = 0;
    const json::value* date = nullptr;    // innermost watched_at or collected_at or rated_at; may be null
    const json::value* rating = nullptr;  // may be null
};

struct Bulk {
    std::vector<Target> targets;
    json::object not_found;  // four arrays
};

std::optional<std::uint32_t> find_item(const Catalogue& catalogue, Kind kind, const json::object& entry);

// Nullopt when an entry is not an object: then the body is malformed.
std::optional<Bulk> read_bulk(const Account& account, const json::object& body, Meaning meaning, const char* date_key);

struct Counts {
    std::int64_t by_kind[4] = {0, 0, 0, 0};
    std::int64_t& operator[](Kind kind) { return by_kind[static_cast<int>(kind)]; }
    std::int64_t sum() const { return by_kind[0] + by_kind[1] + by_kind[2] + by_kind[3]; }
    // {"movies":1,"shows":0,"seasons":0,"episodes":2}
    json::object all() const;
    // {"movies":1,"episodes":2}
    json::object plays() const;
};

}  // namespace mod_trakt::twin
