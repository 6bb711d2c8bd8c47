// Compares indexes with the items that the twin's account should give.
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

// Empty if the outcome is an index that equals what the account holds now, after the call; else the difference.
std::string differs_from_truth(const Outcome& outcome, const TwinProcess& twin, const std::string& feature);

// Empty if each item is one of the truth, which may have more. Keys are not compared: if a row is left out, the next
// item gets its key.
std::string goes_beyond(const json::object& items, const json::object& truth);

// Empty if an index of history shows the account as it was at one moment between `before` and `after`, while the twin
// moved rows: it inserts rows in the order of their ids, and removes the newest ones first.
std::string differs_from_every_moment(const json::object& items, const json::object& before, const json::object& after);

}  // namespace mod_trakt::tests
