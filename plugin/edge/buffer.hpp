// A text handed to the host, freed by the release that it carries.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "syncmod/syncmod.h"

namespace mod_trakt::edge {

// Precondition: `out` is not null. The buffer does not depend on any handle.
void hand_over(std::string text, syncmod_buf* out);
// The same without a copy: `owner` keeps `text`, which has a NUL behind it, alive until the buffer is released.
void hand_over(std::shared_ptr<const void> owner, std::string_view text, syncmod_buf* out);

}  // namespace mod_trakt::edge
