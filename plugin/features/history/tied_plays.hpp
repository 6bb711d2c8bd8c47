// Plays of equal time, whose order may change from answer to answer: a block of them that spans pages is read as a set.
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

// Finds plays of these times that the first pass over the list has missed, and appends them to `plays`, the rows of
// that pass. It makes further passes over the pages of these times, and then reads the titles that the watched map
// names. Throws Failure for an error that ends the call.
index::TiesFilled find_tied_plays(const TiedPlays& wanted, std::vector<index::Play>& plays, PlayRows& rows,
                                  account::Context& context, const CallScope& scope);

}  // namespace mod_trakt::features
