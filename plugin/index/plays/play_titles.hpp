// The titles of a list of plays, as the table that is kept beside it.
#pragma once

#include <string>
#include <string_view>

#include "index/plays/play_list.hpp"

namespace mod_trakt::index {

// Of what was read, and of those plays that were taken over from the section of this name of the former snapshot.
// Throws Failure INTERNAL when that snapshot is damaged.
std::string encode_titles_of(const PlayList& list, std::string_view section);

}  // namespace mod_trakt::index
