// Normalises ids that hosts and Trakt write in different forms.
#pragma once

#include <string_view>

#include "model/ids.hpp"
#include "model/key_rules.hpp"
#include "support/json/value.hpp"

namespace mod_trakt {

// Sets the id `key` from `value` if it is usable; else changes nothing and returns false.
bool assign_id(Ids& ids, IdKey key, json::Value value, KeyProfile profile);
bool assign_id_text(Ids& ids, IdKey key, std::string_view text, KeyProfile profile);

// Sets the usable members of an ids map; ignores values other than objects.
void assign_ids(Ids& ids, json::Value map, KeyProfile profile);

// Sets the ids that a Plex guid contains, in the old and the new form ("com.plexapp.agents.thetvdb://5/1/2?lang=en",
// "imdb://tt1").
void assign_ids_of_guid(Ids& ids, std::string_view guid, KeyProfile profile);

}  // namespace mod_trakt
