// Which texts are ids that a request may carry (TITLE-8).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mod_trakt {

// The number in "550", "550.0", "movie-550", "550-fight-club" or "movie/550": from 1 to 2^53 - 1, which every JSON
// reader keeps exact. A text with a minus sign, hex digits or a date has none.
std::optional<std::string> number_in(std::string_view text);

// The imdb id in "tt0137523", "imdb:tt0137523", "0137523" or the address of a title's page: "tt" and one to ten digits,
// not all of them zeros. A text that has two ids, or other digits before the id, has none.
std::optional<std::string> imdb_id_in(std::string_view text);

// True if the digits found in a guid are a whole part of it, not the start of a date or of a hex number.
bool is_whole_in_guid(std::string_view guid, std::string_view digits) noexcept;

}  // namespace mod_trakt
