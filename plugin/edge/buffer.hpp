// A text handed to the host, freed by the release that it carries.
#pragma once

#include <string>

#include "syncmod/syncmod.h"

namespace mod_trakt::edge {

// Precondition: `out` is not null. The buffer does not depend on any handle.
void hand_over(std::string text, syncmod_buf* out);

}  // namespace mod_trakt::edge
