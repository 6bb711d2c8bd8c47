// By which name it is remembered what a change did.
#pragma once

#include "changes/intent.hpp"

namespace mod_trakt::changes {

// The name of the title as Trakt shows it, if the account has it; else what the request says of it for certain. A
// caller's other ids may be another title's, and would later stand for this one.
TitleName kept_name(const Intent& intent);

}  // namespace mod_trakt::changes
