// What happens in one simulation, made from its seed: what each instance does, what fails, and what others do. It can
// be cut, to find a shorter script that fails too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scheduler.hpp"
#include "site.hpp"

namespace mod_trakt::sim {

// Longer than this after its request ended nothing is applied late.
inline constexpr std::int64_t settle_ms = 2'000;
inline constexpr std::int64_t latest_ms = settle_ms / 2;

// One item of a write.
struct Item {
    Title title;
    std::int64_t minute = 0;  // of a play
    int rating = 0;           // of a rating
    std::string json;         // as the host hands it in

    Play play() const { return {title, minute * 60'000}; }
};

enum class Verb : std::uint8_t { Index, Add, Remove, Undo };

struct Step {
    Time wait = 0;  // before it
    Verb verb = Verb::Index;
    std::string feature;
    std::vector<Item> items = {};
    std::int64_t limit_ms = 0;   // the call's time limit; 0: none
    std::int64_t cancel_ms = 0;  // after which it is cancelled; 0: it is not
    std::string run = {};        // that its changes belong to
    std::string undoes = {};     // of an undo: the run to take back; empty: the newest one
    bool is_dry_run = false;     // of an undo
};

std::string name_of(const Step& step);

enum class FaultKind : std::uint8_t {
    Refused,      // no connection: surely unsent
    LostBefore,   // the connection breaks, and the request did not arrive
    LostAfter,    // it was applied
    LostLate,     // it is applied later
    ErrorBefore,  // 5xx, not applied
    ErrorAfter,
    ErrorLate,
    Busy,        // 429
    Unreadable,  // applied; the answer is no JSON
};
std::string name_of(FaultKind kind);

// Of the nth request of an instance, counted over its restarts.
struct Fault {
    std::size_t instance = 0, nth = 0;
    bool counts_posts = false;  // only POSTs are counted
    FaultKind kind = FaultKind::Refused;
    std::int64_t late_ms = 0;
};

// The nth change of the disk by an instance, counted over its restarts, fails.
struct DiskFault {
    std::size_t instance = 0, nth = 0;
    int error = 0;
};

enum class Fate : std::uint8_t { NotApplied, Applied, Late };

struct Crash {
    std::size_t instance = 0;
    // At the nth call at a seam, or while the nth POST is on its way, counted over restarts.
    bool at_post = false;
    std::size_t nth = 0;
    bool is_power_failure = false;  // of the whole machine
    Fate post = Fate::NotApplied;   // what becomes of that POST
    std::int64_t late_ms = 0;
    Time down = 0;  // until the restart
};

struct Elsewhere {
    enum class Kind : std::uint8_t { Phone, Replace, ClockJump, TokenExpires } kind = Kind::Phone;
    Time at = 0;
    std::string op;  // of /_twin/edit, as JSON
    std::int64_t seed = 0;
    std::int64_t jump_ms = 0;
    // Of Replace: this play, once it is there, becomes one of the other title. After `at`, or by so much later.
    Play play;
    Title other;
};

struct Script {
    std::uint64_t seed = 0;
    bool has_undos = false;  // among the steps, and at the end
    json::object sizes;
    json::array titles;    // edits of the twin's titles
    std::string settings;  // members of the plugin's configuration, as JSON
    std::vector<std::vector<Step>> instances;
    std::vector<Fault> faults;
    std::vector<DiskFault> disk_faults;
    std::vector<Crash> crashes;
    std::vector<Elsewhere> elsewhere;

    // For people.
    std::string text() const;
    // How many parts can be left out.
    std::size_t size() const;
};

// Precondition: `site` is free; it gets the account of this script.
Script make_script(std::uint64_t seed, Site& site, bool has_undos);
// The script without the parts from `begin` to `end`, by their numbers below size().
Script without(const Script& script, std::size_t begin, std::size_t end);

}  // namespace mod_trakt::sim
