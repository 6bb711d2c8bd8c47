// An account for sweeps of writes: plays, ratings and watchlist entries to add, some of which are there at the start.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "support/config.hpp"

namespace mod_trakt::tests {

inline constexpr std::array<const char*, 3> all_features{"history", "ratings", "watchlist"};

// What one feature holds, by name: how often it is there, and its rating.
struct Held {
    std::size_t count = 0;
    std::int64_t rating = 0;
    bool operator==(const Held&) const = default;
};
using State = std::map<std::string, Held>;

// One item, and the name under which the account has it.
struct Wanted {
    json::object item;
    std::string name;
    std::int64_t rating = 0;
};

class SweepAccount {
public:
    SweepAccount();

    // As at the start: some of the items are there already, and a first handle knows whose account it is.
    void begin();

    const json::object& config() const { return config_; }
    const std::vector<Wanted>& wanted(const std::string& feature) const { return wanted_.at(feature); }
    json::array items(const std::string& feature) const;
    const State& at_start(const std::string& feature) const { return at_start_.at(feature); }
    State state(const std::string& feature) const;

    // Adds everything, and checks each verdict. Returns the number of items that are not there now.
    std::size_t add_all();
    // Everything is there once, and all that was there before.
    void check_end() const;

    const TwinProcess twin;

private:
    std::map<std::string, std::vector<Wanted>> wanted_;
    std::map<std::string, State> at_start_;
    std::optional<TempFolder> folder_;
    json::object config_;
};

// What an item is in `state`; not held if it is not there.
Held held_in(const State& state, const std::string& name);

// Waits until the twin has dealt with a request that a fault of this kind concerns, or until `has_ended` says so.
bool comes_to_the_fault(const TwinProcess& twin, const char* kind, const std::function<bool()>& has_ended);

}  // namespace mod_trakt::tests
