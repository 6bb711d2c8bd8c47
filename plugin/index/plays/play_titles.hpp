// Encodes the title table of a list of plays.
#pragma once

#include <string>
#include <string_view>

#include "index/plays/play_list.hpp"
#include "model/key_rules.hpp"

namespace mod_trakt::index {

// The table has all titles that rows of the list name now; titles of removed rows may stay in it. `section`: the
// section of the snapshot that the list was made from; `rules`: the key rules of the entries. Throws Failure INTERNAL
// when the former snapshot is damaged.
std::string encode_titles_of(const PlayList& list, std::string_view section, const KeyRules& rules);

}  // namespace mod_trakt::index
