// Witnesses: other answers of Trakt that show how many rows a list has. They are asked only when the pages of the list
// do not prove that they are all of it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "account/context.hpp"
#include "index/paging/list_reader.hpp"
#include "index/plays/play_list.hpp"
#include "trakt/stats.hpp"

namespace mod_trakt::features {

// For one read. The arguments are borrowed.
class Witnesses {
public:
    Witnesses(account::Context& context, const CallScope& scope) : context_(context), scope_(scope) {}

    // True if the statistics of the user, a watched map that has times, or for an empty list the activity stamps, agree
    // with the rows. A map agrees if it has the same titles at the same times as `plays`.
    bool confirm_plays(MediaType type, const index::RowsSeen& rows, std::span<const index::Play> plays);
    // The same by the statistics and the stamps.
    bool confirm_ratings(MediaType type, const index::RowsSeen& rows);
    // True if the counts in the headers of the lists of these types, the stamps of an empty list, or the same rows in
    // three reads over at least an hour agree with the rows of `list`.
    bool confirm_watchlist(std::span<const MediaType> types, const std::string& list, const index::RowsSeen& rows);

private:
    // Nullopt: Trakt does not say.
    std::optional<bool> agrees_with_stats(FeatureId feature, MediaType type, std::int64_t rows);
    bool agrees_with_map(MediaType type, std::span<const index::Play> plays);
    bool was_never_used(FeatureId feature, std::span<const MediaType> types);
    std::optional<std::int64_t> announced_on_watchlist(MediaType type);

    account::Context& context_;
    const CallScope& scope_;
    std::optional<trakt::Stats> stats_;  // asked for once
};

}  // namespace mod_trakt::features
