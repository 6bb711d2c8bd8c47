// The name under which the plugin remembers the result of a change.
#pragma once

#include "changes/intent.hpp"

namespace mod_trakt::changes {

// Returns the name of the title as Trakt shows it, if the account has the title; else its sent_name(). The caller's
// other ids may belong to another title, and must not be taken for this one later (TITLE-9).
TitleName kept_name(const Intent& intent);

}  // namespace mod_trakt::changes
