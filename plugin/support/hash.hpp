// A name of 64 bits for some texts (XXH3), the same on every machine. Not for security.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace mod_trakt {

// ("ab", "c") and ("a", "bc") differ. Nothing of the texts stays in memory: they may be secrets.
std::uint64_t hash_of(std::initializer_list<std::string_view> texts) noexcept;

// 16 hexadecimal digits.
std::string hex_of(std::uint64_t hash);

}  // namespace mod_trakt
