// The ways to look up a title among the holdings: by an id of its own, or by the id of its show and its numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/item.hpp"
#include "model/media_ref.hpp"
#include "model/media_type.hpp"

namespace mod_trakt::account {

struct TitleToken {
    MediaType type = MediaType::Movie;
    bool is_in_show = false;  // the id is the show's; the numbers identify the season or episode
    IdKey key = IdKey::Trakt;
    std::string_view value;  // a view into the title that the token was made from
    std::optional<std::int64_t> season = std::nullopt, episode = std::nullopt;

    // A text that is equal exactly for equal tokens.
    std::string text() const;
};

// The most reliable token first: Trakt's own id, because two titles of Trakt may share any other id.
std::vector<TitleToken> tokens_of(const MediaRef& ref);
std::vector<TitleToken> tokens_of(const Item& item);

// The Trakt ids of a title and of its show; empty if not known. Views into the title.
struct TraktIds {
    std::string_view own, show;
};
TraktIds trakt_ids_of(const MediaRef& ref);
TraktIds trakt_ids_of(const Item& item);
// True if the Trakt ids differ: such titles are different, even if they share other ids.
bool contradict(const TraktIds& a, const TraktIds& b) noexcept;

}  // namespace mod_trakt::account
