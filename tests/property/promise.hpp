// The promises of a read of changes: when it must be exact at once, and how many requests it may take.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "site.hpp"

namespace mod_trakt::property {

// How the twin behaves in one case.
struct Mode {
    std::string maps = "whole";
    std::int64_t counts_lag = 0;
    std::string tie_order = "id_desc";
    std::int64_t stamp_resolution_ms = 1000;
    std::int64_t per_page = 250;
    bool maps_are_below_sync = false;         // the map of the episodes is found at the second request
    bool maps_may_be_missing = false;         // or the plugin may not use them, although they are right
    std::set<std::string> may_be_incomplete;  // features whose index cannot be proven at the moment

    bool maps_are_usable() const { return maps == "whole" || maps == "paged"; }
};

// The difference between the plays of one kind at an earlier index and now.
struct Change {
    std::size_t before = 0, now = 0;     // plays
    std::size_t added = 0, removed = 0;  // a play whose date was changed counts as both
    std::size_t on_top = 0;              // added plays that are not older than the former newest one
    bool top_is_newer = false;           // all of these are newer than it
    bool maps_show_all = true;           // false: a title has other plays at the same times as before
    bool maps_show_any = false;          // the times of some title have changed
    bool stamp_moved = false;
    std::int64_t hidden = 0;        // this many more hidden rows than before; negative: fewer
    std::set<std::int64_t> titles;  // titles with a change
    std::size_t most_plays_of_a_title = 0;
    std::size_t titles_now = 0;

    bool any() const { return added + removed > 0; }
    bool one_sign() const { return added == 0 || removed == 0; }
    std::size_t unseen() const { return added - on_top + removed; }  // not on the newest page
};

Change change_between(const Plays& before, const Plays& now, bool stamp_moved);

// True if the newest page and the count would prove a wrong index: changes further down leave the count the same, and
// the stamp did not move, or new plays on top explain its move.
bool newest_page_is_fooled(const Change& change, std::int64_t counts_lag);

// Whether an index must be exact without waiting for verify_hours.
bool exact_at_once(const Change& change, const Mode& mode);

// The same for an index after verify_hours: a change that the maps do not show may be missed only together with one
// that they show, and for at most verify_hours more.
bool exact_when_due(const Change& change, const Mode& mode);

struct Limit {
    std::size_t requests = 0;
    std::string row;  // of the table
};

std::size_t pages_of(std::size_t rows, std::size_t per_page);
Limit first_index(const std::array<Change, 2>& changes, const Mode& mode);
// The row of the table that applies, if all stamps are mature and nothing has to be verified.
std::optional<Limit> row_of_table(const std::array<Change, 2>& changes, const Mode& mode);
// For everything else: a full read, plus the requests that showed that it is needed.
Limit at_most(const std::array<Change, 2>& changes, const Mode& mode);

}  // namespace mod_trakt::property
