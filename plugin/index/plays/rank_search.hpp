// The rank search finds the changed plays of a long list, if plays were only added or only removed, by reading few of
// its pages. A page shows by how many ranks its rows have shifted against the former list; changes are only between
// pages with different shifts.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "index/plays/play_list.hpp"

namespace mod_trakt::index {

class RankSearch {
public:
    // `before` must outlive the search. `total`: how many rows the list has now, which must differ from before.
    // `page_size`: how many rows Trakt puts on a page.
    RankSearch(std::span<const Play> before, std::int64_t total, std::int64_t page_size);

    // The pages to read next, in any order; empty when all changes are known.
    std::vector<std::int64_t> wanted() const;
    // Returns false if the page shows that plays were not only added or only removed; then the list must be read in
    // full.
    bool take(std::int64_t page, std::vector<Play> rows);
    // The list as it is now; nullopt if the number of rows is not `total`. Precondition: wanted() is empty.
    std::optional<std::vector<Play>> result() const;

private:
    struct Seen {
        std::vector<Play> rows;
        // Rank minus former rank, before the first row and behind the last one. On a page with new rows only, both are
        // unknown until a neighbouring page shows them.
        std::optional<std::int64_t> shift_before, shift_behind;
        std::int64_t first_former = 0, last_former = 0;  // if rows were removed: former ranks of the first and last row
        std::vector<std::int64_t> added;                 // ranks of new rows
        std::vector<std::int64_t> removed;               // former ranks that are missing between two rows of the page
    };
    bool read_added(Seen& seen, std::int64_t first_rank) const;
    bool read_removed(Seen& seen, std::int64_t first_rank) const;
    // Passes known shifts on to neighbouring pages. Returns false if two pages contradict each other.
    bool agree_with_neighbours();

    std::span<const Play> before_;
    std::int64_t total_;
    std::int64_t page_size_;
    std::int64_t grown_;  // total - before; negative: rows were removed
    std::int64_t last_page_;
    boost::unordered_flat_map<std::int64_t, std::int64_t> former_rank_;  // by history id
    // By page number, with an empty page before the first one and one behind the last one.
    std::map<std::int64_t, Seen> pages_;
};

}  // namespace mod_trakt::index
