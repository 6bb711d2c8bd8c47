// The two directions of a write.
#pragma once

#include <cstdint>

namespace mod_trakt {

enum class Change : std::uint8_t { Add, Remove };

}  // namespace mod_trakt
