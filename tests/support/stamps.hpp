// Activity stamps in tests.
#pragma once

#include <algorithm>

#include "trakt/activities.hpp"

namespace mod_trakt::test {

// True if no stamp is unknown.
inline bool all_known(const trakt::Stamps& stamps) {
    return !stamps.empty() &&
           std::none_of(stamps.begin(), stamps.end(), [](const trakt::Stamp& stamp) { return stamp.value.empty(); });
}

}  // namespace mod_trakt::test
