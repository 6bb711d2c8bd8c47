// A list that is suddenly much shorter is read a second time before it is handed out, because hosts treat missing
// entries as removed.
#pragma once

#include <cstdint>

namespace mod_trakt::features {

// True if more than 25 entries and more than a fifth of the list are missing.
bool is_suspicious_drop(std::uint64_t before, std::uint64_t now) noexcept;

// To be called after the second read: throws Failure INCOMPLETE ("partial_read") if that read is a drop too, to another
// count.
void confirm_drop(std::uint64_t before, std::uint64_t first_reading, std::uint64_t second_reading);

}  // namespace mod_trakt::features
