// How a paged list is read, as configured for each feature.
#pragma once

#include <optional>

namespace mod_trakt::index {

struct PageOptions {
    int per_page = 250;            // what Trakt serves at most
    std::optional<int> max_pages;  // reaching it is INCOMPLETE, never a shorter index
    int in_flight = 4;             // pages that are asked for at a time
};

}  // namespace mod_trakt::index
