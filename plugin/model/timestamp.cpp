// Reading the times that hosts pass.
#include "model/timestamp.hpp"

#include <charconv>

#include "model/text.hpp"
#include "support/clock.hpp"
#include "support/iso_time.hpp"

namespace mod_trakt {
namespace {

std::optional<std::int64_t> from_digits(std::string_view digits) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc()) return std::nullopt;
    if (digits.size() < 13) number *= 1000;
    if (number > latest_unix_ms) return std::nullopt;
    return number;
}

}  // namespace

std::optional<std::int64_t> parse_time_ms(json::Value value) {
    const std::string_view text = value.is_number() ? value.number_text() : strip(value.text());
    if (all_ascii_digits(text)) return from_digits(text);
    return value.is_string() ? parse_iso_ms(text) : std::nullopt;
}

}  // namespace mod_trakt
