// Which held title an input means, by the rules of title identity: Trakt's own ids decide. Without them, ids that
// several titles share, or that contradict each other, decide nothing.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "model/title_name.hpp"

namespace mod_trakt {

// One name of a held title. A title has several names if its ids changed between its rows.
struct HeldName {
    std::size_t title = 0;  // number of the title
    TitleName name;
};

// Which show of held titles the ids of an input's show mean.
struct ShowMatch {
    bool is_ambiguous = false;  // the ids fit several shows, or contradict one
    std::string trakt_id;       // empty: the ids mean no held show, or the show has no Trakt id
};

struct TitleMatch {
    enum class Kind {
        NotHeld,
        Held,
        Ambiguous,        // by its own ids it may be any of `rivals`
        AmbiguousByShow,  // the ids of its show fit several held shows, or contradict those of one
    };
    Kind kind = Kind::NotHeld;
    std::vector<std::size_t> titles;  // Held: the title; several if names without a Trakt id mean it too
    // Ambiguous: the titles that the input may mean. Otherwise: other titles, which only the weaker ids of a season or
    // episode name. An add follows the stronger ids; a removal must not guess.
    std::vector<std::size_t> rivals;
    ShowMatch show;  // of a season or episode
};

// `held` has at least all names that share an id with `input`, and `held_shows` at least all shows of held titles that
// share an id with its show. The names of one title need not be neighbours.
TitleMatch match_title(const TitleName& input, std::span<const HeldName> held, std::span<const Ids> held_shows);

// Of seasons or episodes: true if show and numbers of both are known, and they are not the same.
bool is_numbered_otherwise(const TitleName& input, const TitleName& held) noexcept;

// True if both have an id of the same key and the two differ. Slugs are left out: Trakt changes them.
bool ids_contradict(const Ids& a, const Ids& b) noexcept;

}  // namespace mod_trakt
