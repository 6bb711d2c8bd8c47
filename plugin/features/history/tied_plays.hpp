// Plays of equal time, whose order may be another one in each answer: a block of them that spans pages is read as a
// set.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "account/context.hpp"
#include "features/history/play_rows.hpp"
#include "index/paging/list_reader.hpp"
#include "index/plays/play_list.hpp"
#include "model/media_type.hpp"

namespace mod_trakt::features {

struct TiedPlays {
    MediaType type = MediaType::Movie;
    index::TiesWanted rows;
    std::vector<index::Play> found_before;  // by an earlier read of the same list

    bool has_time(std::int64_t time) const {
        return std::find(rows.times.begin(), rows.times.end(), time) != rows.times.end();
    }
};

// Finds the missing plays of these times that `plays`, the rows of a first pass over the list, lacks, and appends them:
// by further passes over the pages of these times, then title by title, as the watched map names them. Throws Failure
// for an error that ends the call.
index::TiesFilled find_tied_plays(const TiedPlays& wanted, std::vector<index::Play>& plays, PlayRows& rows,
                                  account::Context& context, const CallScope& scope);

}  // namespace mod_trakt::features
