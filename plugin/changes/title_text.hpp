// The title of an intent as text: for people, and for the report.
#pragma once

#include <string>

#include "changes/intent.hpp"

namespace mod_trakt::changes {

// For messages: the title's name and the ids that are sent.
std::string name_for_people(const Intent& intent);

// The JSON object for a refused piece in the report's `unresolved` list: its type and ids; title and year are null.
std::string reduced_item_json(const MediaRef& ref);

}  // namespace mod_trakt::changes
