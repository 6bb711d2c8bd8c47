// How the paged lists of a feature are read, as configured.
#pragma once

#include <optional>

namespace mod_trakt::index {

// How many times a list is read that changes while it is read. Then the call is INCOMPLETE, or reads in full.
inline constexpr int max_rounds = 3;

struct PageOptions {
    int per_page = 250;            // the most that Trakt serves
    std::optional<int> max_pages;  // a longer list is INCOMPLETE, never a shorter index
    int in_flight = 4;             // pages requested at a time
};

}  // namespace mod_trakt::index
