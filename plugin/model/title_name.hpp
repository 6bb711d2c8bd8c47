// A title as an item names it, and whether two names mean the same title at Trakt. Never a matter of canonical keys: a
// movie and an episode may share a number, and a key may stand for "unknown".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/ids.hpp"
#include "model/item.hpp"

namespace mod_trakt {

struct TitleName {
    std::optional<MediaType> type;  // Show also for "anime"; nullopt: none that Trakt keeps, which equals nothing
    Ids ids;                        // the title's own, as far as Trakt looks titles up by them
    Ids show;                       // of a season or episode
    std::optional<std::int64_t> season, episode;
    bool operator==(const TitleName&) const = default;
};

TitleName title_name(const Item& item);

enum class Sameness : std::uint8_t { Same, Different, Unknown };

// Trakt's own ids decide where both names have one. Else episodes and seasons are compared by their own tvdb ids, then
// by show and numbers, then by their own imdb and tmdb ids; movies and shows by all their ids (movies by tvdb last).
// Ids that are compared together agree when one is equal and none differs, and contradict when one differs. Different
// also for differing types.
Sameness compare(const TitleName& a, const TitleName& b);

// Texts of which two names share at least one when compare() says Same; sharing one does not yet make them the same.
std::vector<std::string> likeness_texts(const TitleName& name);

}  // namespace mod_trakt
