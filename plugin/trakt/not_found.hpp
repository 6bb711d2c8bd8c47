// Reads the `not_found` of a bulk answer back to what was sent (trakt-api.md 12.4): it echoes request objects, nested,
// flattened, or without their ids.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "model/media_ref.hpp"
#include "support/json/value.hpp"

namespace mod_trakt::trakt {

// The kinds under which an answer counts: a nested episode counts as an episode, whatever it was nested under.
enum class Bucket : std::uint8_t { Movies, Shows, Seasons, Episodes };
inline constexpr std::size_t bucket_count = 4;
std::string_view bucket_name(Bucket bucket) noexcept;
Bucket bucket_of(const MediaRef& ref) noexcept;

struct NotFound {
    std::vector<bool> matched;                 // one per ref sent: Trakt does not know it
    std::size_t unmatched[bucket_count] = {};  // echoes that could not be traced to anything sent
};

NotFound match_not_found(json::Value not_found, std::span<const MediaRef> sent);

}  // namespace mod_trakt::trakt
