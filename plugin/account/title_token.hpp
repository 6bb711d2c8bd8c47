// The ways to look up a title among the holdings: by an id of its own, by the id of its show and its numbers, or all
// titles of a show.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/title_name.hpp"

namespace mod_trakt::account {

struct TitleToken {
    enum class Kind : std::uint8_t {
        Own,     // an id of the title
        InShow,  // an id of its show; the numbers identify the season or episode
        Show,    // an id of a show that has held titles
    };
    MediaType type = MediaType::Movie;
    Kind kind = Kind::Own;
    IdKey key = IdKey::Trakt;
    std::string_view value;  // a view into the title that the token was made from
    std::optional<std::int64_t> season = std::nullopt, episode = std::nullopt;

    // A text that is equal exactly for equal tokens.
    std::string text() const;
};

// The tokens that find all titles and shows which share an id with this title.
std::vector<TitleToken> tokens_of(const TitleName& name);

}  // namespace mod_trakt::account
