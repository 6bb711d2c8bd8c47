// How a paged list is read, as configured for each feature.
#pragma once

#include <optional>

namespace mod_trakt::index {

// How often what changes while it is read is read, before the call is INCOMPLETE or takes a surer way.
inline constexpr int max_rounds = 3;

struct PageOptions {
    int per_page = 250;            // what Trakt serves at most
    std::optional<int> max_pages;  // reaching it is INCOMPLETE, never a shorter index
    int in_flight = 4;             // pages that are asked for at a time
};

}  // namespace mod_trakt::index
