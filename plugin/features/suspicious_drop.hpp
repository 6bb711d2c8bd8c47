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

// To be called after the second read: throws Failure INCOMPLETE ("partial_read") if that read is a drop too, and shows
// other counts of the types that have become shorter. A type that has not may have been taken over by the first read.
void confirm_drop(std::span<const CountsOfType> types);

}  // namespace mod_trakt::features
