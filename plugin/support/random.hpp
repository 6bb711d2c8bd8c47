// Random numbers from the system.
#pragma once

#include <cstdint>

namespace mod_trakt {

// 64 unpredictable bits. Throws Failure HOST ("state_unwritable") when the system provides none.
std::uint64_t random_word();

}  // namespace mod_trakt
