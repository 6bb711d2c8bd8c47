// Holds indexes against the items that the twin's account amounts to.
#pragma once

#include <string>

#include "support/json.hpp"
#include "support/plugin_library.hpp"
#include "support/twin_process.hpp"
#include "tests/support/expected_items.hpp"

namespace mod_trakt::tests {

using test::expected_items;
// What the account of `twin` holds now.
inline json::object expected_items(const TwinProcess& twin, const std::string& feature) {
    return expected_items(twin.state(true), feature);
}

// Empty when the outcome is an index that equals what the account holds now, after the call; else what differs.
std::string differs_from_truth(const Outcome& outcome, const TwinProcess& twin, const std::string& feature);

// Empty when each item is one of the truth, whatever else the truth has. Keys are not compared: without a row that was
// left out its key goes to the next item.
std::string goes_beyond(const json::object& items, const json::object& truth);

// Empty when an index of history shows the account as it was at one moment between `before` and `after`, while the twin
// moved rows: they are inserted in the order of their ids, and the newest are removed first.
std::string differs_from_every_moment(const json::object& items, const json::object& before, const json::object& after);

}  // namespace mod_trakt::tests
