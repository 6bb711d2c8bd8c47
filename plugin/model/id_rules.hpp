// From what hosts and Trakt write as an id to the one normalised text of it.
#pragma once

#include <string_view>

#include "model/ids.hpp"
#include "model/key_rules.hpp"
#include "support/json/value.hpp"

namespace mod_trakt {

// Takes `value` over as the id `key` when it holds a usable one; else leaves what is there and answers false.
bool assign_id(Ids& ids, IdKey key, json::Value value, KeyProfile profile);
bool assign_id_text(Ids& ids, IdKey key, std::string_view text, KeyProfile profile);

// The usable members of an ids map; nothing for anything but an object.
void assign_ids(Ids& ids, json::Value map, KeyProfile profile);

// The ids that stand inside a Plex guid of any age ("imdb://tt1", "com.plexapp.agents.thetvdb://5/1/2?lang=en").
void assign_ids_of_guid(Ids& ids, std::string_view guid, KeyProfile profile);

}  // namespace mod_trakt
