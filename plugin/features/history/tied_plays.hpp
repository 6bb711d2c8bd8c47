// Plays of equal time, whose order may be another one in each answer: a block of them that spans pages is read as a
// set.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "account/context.hpp"
#include "features/history/play_rows.hpp"
#include "index/plays/play_list.hpp"
#include "model/media_type.hpp"

namespace mod_trakt::features {

struct TiedPlays {
    MediaType type = MediaType::Movie;
    std::span<const std::int64_t> times;
    std::int64_t missing = 0;
    std::vector<index::Play> found_before;  // by an earlier read of the same list

    bool has_time(std::int64_t time) const { return std::find(times.begin(), times.end(), time) != times.end(); }
};

// Finds the missing plays of these times that `plays`, the rows of a first pass over the list, lacks, and appends them:
// by further passes over the pages of these times, then title by title, as the watched map names them. Returns how many
// it has appended. Throws Failure for an error that ends the call.
std::int64_t find_tied_plays(const TiedPlays& wanted, std::vector<index::Play>& plays, PlayRows& rows,
                             account::Context& context, const CallScope& scope);

}  // namespace mod_trakt::features
