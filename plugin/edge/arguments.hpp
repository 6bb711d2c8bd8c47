// Checks the arguments that a host must pass.
#pragma once

#include <string>

#include "support/error.hpp"

namespace mod_trakt::edge {

// Throws Failure INVALID_ARGUMENT ("null_argument") when `argument` is null. `name`: its name in syncmod.h.
inline void require_argument(const void* argument, const char* name) {
    if (argument == nullptr) throw Failure(Status::InvalidArgument, "null_argument", std::string(name) + " is NULL");
}

}  // namespace mod_trakt::edge
