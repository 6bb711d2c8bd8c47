// The ways in which a title can be asked for among those that are held: an id of its own, or its numbers within a show
// that an id names.
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
    bool is_in_show = false;  // the id is the show's, and the numbers say which title it is
    IdKey key = IdKey::Trakt;
    std::string_view value;  // of the title that the token was made of, which must live on
    std::optional<std::int64_t> season = std::nullopt, episode = std::nullopt;

    // Equal tokens have equal texts, and no others have.
    std::string text() const;
};

// In order of trust: Trakt's own id first, for the others are aliases, and two of Trakt's titles may share one.
std::vector<TitleToken> tokens_of(const MediaRef& ref);
std::vector<TitleToken> tokens_of(const Item& item);

// Trakt's ids of a title and of its show; empty where they are not known. Texts of the title that they were taken of.
struct TraktIds {
    std::string_view own, show;
};
TraktIds trakt_ids_of(const MediaRef& ref);
TraktIds trakt_ids_of(const Item& item);
// Differing Trakt ids are different titles, whatever other ids they share.
bool contradict(const TraktIds& a, const TraktIds& b) noexcept;

}  // namespace mod_trakt::account
