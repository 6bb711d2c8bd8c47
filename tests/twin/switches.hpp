// The behaviour of the twin: each known oddity of Trakt is a switch, which /_twin/switches sets at run time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "twin/json.hpp"

namespace mod_trakt::twin {

struct Switches {
    // Pages
    std::int64_t default_limit = 100;  // rows per page when no limit is sent
    std::int64_t max_limit = 250;      // larger limits are reduced to this without an error
    bool pagination_headers = true;
    std::string headerless;             // lists without pagination headers: paths, separated by commas
    bool unpaged = false;               // page and limit are ignored: all rows in one answer, no headers
    std::int64_t counts_lag = 0;        // the item count in the headers is lower by this number
    std::string tie_order = "id_desc";  // order of plays of one time: id_desc, id_asc, random

    std::int64_t double_ratings =
        0;  // this many titles of each type appear twice, the second time with an older rating

    // Minimal watched maps
    std::string maps = "whole";    // whole, paged (max_limit applies), absent (404), wrong (one time is missing), stale
    bool maps_below_sync = false;  // the map of episodes is at /sync/watched only

    // The user's statistics
    std::string stats = "normal";  // normal, absent (404), sparse (without the counts of plays and ratings)
    bool stats_count_hidden = true;
    bool maps_show_hidden = true;

    // Activities
    std::string activities = "normal";  // normal, error (500), sparse
    bool unset_stamps = false;          // a list that never had an entry has no stamp
    std::int64_t stamp_resolution_ms = 1000;

    // Account
    bool vip = true;
    bool no_limits = false;  // settings without limits; vip_ep shows VIP
    bool uuid = true;        // settings contain the user's uuid
    bool watch_only_once = false;
    bool locked = false;    // 423 everywhere
    bool vip_only = false;  // 426 everywhere
    std::optional<std::int64_t> watchlist_limit, favorites_limit, list_limit, list_item_limit;
    std::int64_t history_limit = 0;  // 0: none
    std::int64_t ratings_limit = 0;
    std::int64_t collection_limit = 0;

    // Answers to writes
    std::int64_t history_add_status = 201;
    std::string not_found_echo = "normal";       // normal, no_ids, flat, null
    bool legacy_shapes = false;                  // keys and counts as in an older API
    bool counts_missing = false;                 // no added/deleted/existing/updated at all
    bool not_found_ids = true;                   // removal by id echoes the unknown ids
    std::optional<std::int64_t> remove_at_most;  // at most this many titles or plays of a removal go; the counts say so
    bool adds_store_nothing = false;             // plays, ratings and entries are accepted, and not stored
    bool refuse_duplicates = false;              // 409 for a play that already exists at that minute

    // Transport and rate limits
    bool gzip = true;
    bool rate_limits = false;  // 500 GET per 5 minutes, 1 write per second
    std::int64_t get_limit = 500;
    std::int64_t get_period_s = 300;
    std::int64_t write_gap_ms = 1000;
    std::int64_t latency_ms = 0;

    // OAuth
    std::int64_t token_lifetime_s = 604800;
    std::int64_t invalid_client_status = 400;
    bool require_redirect_uri = false;
    std::int64_t device_expires_s = 600;
    std::int64_t device_interval_s = 5;
    bool device_slow_down = true;                 // 429 for polls faster than the interval
    std::int64_t device_approve_after_polls = 0;  // 0: a test must approve by /_twin/device
    std::string verification_url = "https://auth.trakt.tv/activate";

    // True if a removal that has already deleted this many continues.
    bool removes_more(std::int64_t deleted) const { return !remove_at_most || deleted < *remove_at_most; }
    std::int64_t effective_watchlist_limit() const { return watchlist_limit.value_or(vip ? 5000 : 250); }
};

// Sets the switches in `changes`. Returns the name of the first member that is unknown or has an invalid value.
std::optional<std::string> apply_switches(Switches& switches, const json::object& changes);
json::object to_json(const Switches& switches);

}  // namespace mod_trakt::twin
