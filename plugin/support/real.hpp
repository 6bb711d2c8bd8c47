// Decimal numbers with a fraction or an exponent.
#pragma once

#include <optional>
#include <string_view>

namespace mod_trakt {

// Reads the whole text as a decimal number ("1.5", "-2e3"), independent of the locale, and returns the nearest double
// (0 for a number that is too small). Returns nullopt if the text is not such a number, is too large for a double, or
// is longer than 1,000 characters.
std::optional<double> parse_real(std::string_view text) noexcept;

}  // namespace mod_trakt
