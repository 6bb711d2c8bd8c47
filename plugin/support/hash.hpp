// A name of 64 bits for some texts (XXH3), the same on every machine. Not for security.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace mod_trakt {

// ("ab", "c") and ("a", "bc") differ. Nothing of the texts stays in memory: they may be secrets.
std::uint64_t hash_of(std::initializer_list<std::string_view> texts) noexcept;

inline constexpr std::size_t hash_digits = 16;
// So many hexadecimal digits, in lower case.
std::string hex_of(std::uint64_t hash);
// Whether a text is so many of such digits.
bool is_hexadecimal(std::string_view text, std::size_t digits) noexcept;

}  // namespace mod_trakt
