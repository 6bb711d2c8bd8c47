// Numbers that nobody can guess and nobody else has.
#pragma once

#include <cstdint>

namespace mod_trakt {

// 64 bits from the system. Throws Failure HOST ("state_unwritable") when it has none to give.
std::uint64_t random_word();

}  // namespace mod_trakt
