// The endpoints, one file per group. Each gets an authorised account, which no other request uses meanwhile.
#pragma once

#include "twin/account.hpp"
#include "twin/http.hpp"
#include "twin/json.hpp"

namespace mod_trakt::twin {

struct Call {
    Account& account;
    const Request& request;
    // The path without "sync" or "users/me", e.g. {"history", "movies", "7010001"}.
    std::vector<std::string> parts;
    json::object body;  // of writes
    std::int64_t now_ms = 0;

    const Catalogue& catalogue() const { return account.catalogue(); }
    const Switches& switches() const { return account.switches; }
};

Response get_history(const Call& call);
Response post_history(Call& call);
Response post_history_remove(Call& call);

Response get_watched(const Call& call);

Response get_ratings(const Call& call);
Response post_ratings(Call& call);
Response post_ratings_remove(Call& call);

Response get_watchlist(const Call& call);
Response post_watchlist(Call& call);
Response post_watchlist_remove(Call& call);

Response get_collection(const Call& call);
Response post_collection(Call& call);
Response post_collection_remove(Call& call);

Response get_activities(const Call& call);
Response get_settings(const Call& call);
Response get_stats(const Call& call);

// No account needed.
Response get_search(const Catalogue& catalogue, const Request& request);
Response get_title(const Catalogue& catalogue, const Request& request);

// The answer 420 with its headers.
Response limit_reached(const Switches& switches, std::int64_t limit);

// Rows in the form of the API and of /_twin/state.
void append_play(std::string& out, const Catalogue& catalogue, const Play& play);
void append_rating(std::string& out, const Catalogue& catalogue, Kind kind, const Rating& rating);
void append_entry(std::string& out, const Catalogue& catalogue, const WatchlistEntry& entry, std::size_t rank);

}  // namespace mod_trakt::twin
