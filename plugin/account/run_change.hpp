// One change of a run of writes, as its record keeps it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/feature_id.hpp"
#include "model/title_name.hpp"
#include "support/json/value.hpp"
#include "support/json/writer.hpp"

namespace mod_trakt::account {

struct RunChange {
    enum class Kind : std::uint8_t {
        Add,     // a play, a rating (also a changed one) or a watchlist entry
        Remove,  // one of these
        Taken,   // a watchlist entry that Trakt may have removed because of the play `by`
    };
    enum class State : std::uint8_t {
        Open,   // sent, but not certain to be made
        Done,   // made by this run
        Ended,  // not made by this run
    };
    enum class Back : std::uint8_t { No, Yes, Impossible };
    struct Rating {
        int value = 0;
        std::optional<std::int64_t> rated_ms;
    };

    std::size_t number = 0;  // in its run
    FeatureId feature = FeatureId::History;
    Kind kind = Kind::Add;
    std::int64_t at_ms = 0;    // when it was recorded, before it was sent
    std::int64_t done_ms = 0;  // when it was certain that it was made; 0: it is not
    TitleName title;
    std::string text;  // the title for people; may be empty

    std::optional<std::int64_t> watched_ms;  // of a play: the minute of one to add, the time of one to remove
    std::int64_t history_id = 0;             // of a play; 0: not known
    std::vector<std::int64_t> beside;        // of a play to remove: the title's other plays of that minute, which stay

    std::optional<Rating> rating;  // of a rating to add
    // What the account had of the title before: a rating, or `was_there` for the watchlist.
    bool is_before_known = true;
    std::optional<Rating> before;
    bool was_there = false;

    std::size_t by = 0;         // of a taken entry: the number of the play
    std::int64_t known_ms = 0;  // of a taken entry: when the watchlist had it

    State state = State::Open;
    Back back = Back::No;
    std::string why;  // why it cannot be taken back
};

// The outcome of a change, with its history id if that is known.
struct RunOutcome {
    std::size_t number = 0;
    RunChange::State state = RunChange::State::Open;
    std::int64_t history_id = 0;
};

// A change that was taken back, or the reason why it cannot be.
struct RunReturn {
    std::size_t number = 0;
    RunChange::Back back = RunChange::Back::Yes;
    std::string why;
};

// Writes the members of a change, without its feature, kind and time, into an object that has begun.
void write_change_members(json::Writer& writer, const RunChange& change);
RunChange read_change(json::Value object);

}  // namespace mod_trakt::account
