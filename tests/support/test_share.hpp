// Which cases of a long sweep run: all, or every n-th if MOD_TRAKT_TEST_SHARE is n (sanitized builds).
#pragma once

#include <cstddef>
#include <cstdlib>

namespace mod_trakt::test {

inline std::size_t test_share() {
    const char* share = std::getenv("MOD_TRAKT_TEST_SHARE");
    const int number = share != nullptr ? std::atoi(share) : 1;
    return number > 1 ? static_cast<std::size_t>(number) : 1;
}

// True if the long tests run with their full counts.
inline bool is_soak() { return std::getenv("MOD_TRAKT_TEST_SOAK") != nullptr; }

}  // namespace mod_trakt::test
