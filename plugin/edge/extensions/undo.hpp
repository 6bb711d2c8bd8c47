// The extension syncmod.undo/1: taking back runs of writes.
#pragma once

#include "syncmod/ext/undo.h"

namespace mod_trakt::edge {

extern const syncmod_undo_v1 undo_functions;

}  // namespace mod_trakt::edge
