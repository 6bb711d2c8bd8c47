// The table that stands behind a history document in the cache: what a later read needs of each play, in about a dozen
// bytes, so that nobody has to parse the document again.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/plays/play_list.hpp"

namespace mod_trakt::index {

std::string encode_plays(std::span<const Play> plays);

// `entries`: the text of the document that begins with the first entry of these plays. Nullopt when the table is
// damaged or does not fit the text.
struct DecodedPlays {
    std::vector<Play> plays;
    std::string_view rest;  // of `entries`, behind the last one and what follows it
};
std::optional<DecodedPlays> decode_plays(std::string_view table, std::size_t count, std::string_view entries);

}  // namespace mod_trakt::index
