// The table of titles that stands beside a list of plays.
#pragma once

#include <string>
#include <string_view>

#include "index/plays/play_list.hpp"
#include "model/key_rules.hpp"

namespace mod_trakt::index {

// The titles that the list's rows name now, and no name that none of them has any more. `section`: of the snapshot that
// the list was taken over from; `rules`: those that the entries were made under. Throws Failure INTERNAL when the
// former snapshot is not what was written.
std::string encode_titles_of(const PlayList& list, std::string_view section, const KeyRules& rules);

}  // namespace mod_trakt::index
