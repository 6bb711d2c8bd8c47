// A title as an item names it, and whether two names mean the same title at Trakt. Canonical keys cannot decide this: a
// movie and an episode may share a number, and a key may mean "unknown".
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/ids.hpp"
#include "model/item.hpp"

namespace mod_trakt {

struct TitleName {
    std::optional<MediaType> type;  // Show also for "anime"; nullopt: unknown to Trakt, and equal to no other type
    Ids ids;                        // the title's own ids by which Trakt finds titles
    Ids show;                       // the show's ids, of a season or episode
    std::optional<std::int64_t> season, episode;
    bool operator==(const TitleName&) const = default;
};

// True if the season number is known, and for an episode also the episode number.
inline bool is_numbered(const TitleName& name) noexcept {
    return name.season && (name.type != MediaType::Episode || name.episode);
}
// The ids by which Trakt finds titles, the strongest first.
inline constexpr std::array strongest_first = {IdKey::Trakt, IdKey::Tvdb, IdKey::Imdb, IdKey::Tmdb};

// The name of an input.
TitleName title_name(const Item& item);
// The name of a title by Trakt's own row. The row's ids are the title's own, also if its show is unknown; in that case
// the name has no numbers.
TitleName title_name_of_row(const Item& item);

enum class Sameness : std::uint8_t {
    Same,
    Different,
    Contradicting,  // one id is equal and another one differs, so that they may be one title
    Unknown
};
inline bool are_apart(Sameness sameness) noexcept {
    return sameness == Sameness::Different || sameness == Sameness::Contradicting;
}

// Titles of different types are Different. Trakt's own ids decide if both names have one. Otherwise episodes and
// seasons are compared by their own tvdb ids, then by show and numbers, then by their own imdb and tmdb ids; movies and
// shows are compared by all their ids (movies by tvdb last). A group of ids says Same when at least one id is equal and
// none differs, Different when one differs and none is equal, and Contradicting when one differs and one is equal.
Sameness compare(const TitleName& a, const TitleName& b);

// Texts for a search for equal names: two names that compare() finds Same or Contradicting share at least one. Names
// that share one need not be Same.
std::vector<std::string> likeness_texts(const TitleName& name);

}  // namespace mod_trakt
