// ISO 8601 times as Trakt and hosts write them: UTC, and always checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mod_trakt {

// "2026-09-11T20:15:00.000Z", "2026-09-11T20:15:00Z", with an offset, without a zone (read as UTC), basic format,
// fractions, and each of these with a space instead of the T. Milliseconds since the epoch; nullopt for anything that
// is not a real date with a time ("2026-02-30T...",
// "", "2026-09-11").
std::optional<std::int64_t> parse_iso_ms(std::string_view text);

// "YYYY-MM-DDTHH:MM:SS.000Z"; the fraction below a second is dropped.
std::string format_iso_ms(std::int64_t unix_ms);
// The same with the milliseconds.
std::string format_exact_iso_ms(std::int64_t unix_ms);

}  // namespace mod_trakt
