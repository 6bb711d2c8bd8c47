// A 64-bit hash of texts (XXH3), the same on every machine. Not for security.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace mod_trakt {

// ("ab", "c") and ("a", "bc") have different hashes. No copy of the texts stays in memory, because they may be secrets.
std::uint64_t hash_of(std::initializer_list<std::string_view> texts) noexcept;

inline constexpr std::size_t hash_digits = 16;
// The hash as hash_digits hexadecimal digits in lower case.
std::string hex_of(std::uint64_t hash);
// Whether a text consists of exactly `digits` such digits.
bool is_hexadecimal(std::string_view text, std::size_t digits) noexcept;

}  // namespace mod_trakt
