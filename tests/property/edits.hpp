// Changes that a user makes on the site between two runs.
#pragma once

#include <string>

#include "random.hpp"
#include "site.hpp"

namespace mod_trakt::property {

// Steps for /_twin/edit; may be empty.
json::array random_history_edits(Random& random, const Truth& truth, const Site& site);
json::array random_entry_edits(Random& random, const Truth& truth);

}  // namespace mod_trakt::property
