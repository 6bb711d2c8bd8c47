// A list that is suddenly much shorter is read a second time before it is handed out, because hosts treat missing
// entries as removed.
#pragma once

#include <cstdint>
#include <span>

namespace mod_trakt::features {

// True if more than 25 entries and more than a fifth of the list are missing.
bool is_suspicious_drop(std::uint64_t before, std::uint64_t now) noexcept;

// The entries of one type.
struct CountsOfType {
    std::uint64_t before = 0;             // in the last snapshot
    std::uint64_t first = 0, second = 0;  // in the two reads
};

// Call it after the second read. Throws Failure INCOMPLETE ("partial_read") if the second read is a drop too, and the
// two reads disagree on the number of entries of the types that became shorter. The other types are not compared,
// because the first read may have taken them over from the last snapshot.
void confirm_drop(std::span<const CountsOfType> types);

}  // namespace mod_trakt::features
