// Rows that the count of a list includes and no page shows, such as those of hidden or merged titles. A page then has
// fewer rows than its place in the list allows for.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "index/paging/list_pass.hpp"

namespace mod_trakt::index {

// The ids of the rows on one page of a list; nullopt if the page cannot be read or announces another count.
using ReadIds = std::function<std::optional<std::vector<std::int64_t>>(std::int64_t page, int limit)>;

enum class Hidden {
    Proven,    // every gap lies inside the list: rows follow it
    Unproven,  // rows are missing behind the last row that is shown, which no page can prove, or in too many places
    Shuffled,  // rows of one time came in another order, so smaller pages prove nothing; none of them was new
    No,        // the missing rows are not hidden: rows that the pass lacks came now
};

// Finds out whether the rows that the pass lacks are hidden. Pages with a gap are read again as several smaller pages:
// if the end of a page was lost, these show more rows; otherwise rows follow the gap. Precondition: the pass is done
// and short.
Hidden look_for_hidden_rows(const ListPass& pass, const ReadIds& read_ids);

}  // namespace mod_trakt::index
