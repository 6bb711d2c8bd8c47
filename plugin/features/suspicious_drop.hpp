// A list that is suddenly much shorter is read once more before anybody is told: hosts take what is missing for
// removed.
#pragma once

#include <cstdint>

namespace mod_trakt::features {

// Over 25 entries and over a fifth of what there was.
bool is_suspicious_drop(std::uint64_t before, std::uint64_t now) noexcept;

// After the second reading: throws Failure INCOMPLETE ("partial_read") when it is a drop too, but another one.
void confirm_drop(std::uint64_t before, std::uint64_t first_reading, std::uint64_t second_reading);

}  // namespace mod_trakt::features
