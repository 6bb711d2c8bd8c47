// Text handling as in Python, in which the original is written, because keys must be equal: white space, lower case,
// digits, values as text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "support/json/value.hpp"
#include "support/text.hpp"

namespace mod_trakt {

// The text without Unicode white space at both ends.
std::string_view strip(std::string_view text) noexcept;

// Full lower case: a capital sigma at the end of a word becomes the final one, U+0130 becomes two characters.
std::string lower(std::string_view text);
void lower_in_place(std::string& text);

// text == word. The length is known at compile time, so the comparison of few bytes needs no function call.
template <std::size_t size>
constexpr bool is_word(std::string_view text, const char (&word)[size]) noexcept {
    return text.size() == size - 1 && std::char_traits<char>::compare(text.data(), word, size - 1) == 0;
}

enum class Digits : bool { Ascii, AnyScript };
// Length in bytes of the decimal digit that begins at `at`; 0 if there is no digit.
std::size_t digit_length(std::string_view text, std::size_t at, Digits accepted) noexcept;
// Value 0-9 of the digit at `at`, of any script; -1 if there is no digit.
int digit_value(std::string_view text, std::size_t at) noexcept;
// Only the digits of the text.
std::string digits_of(std::string_view text, Digits accepted);

// A value as Python's str() writes it: strings unchanged, integers in decimal, 550.0 with its ".0", True, None; a list
// or map in Python's notation. A missing value gives the empty text.
std::string text_of(json::Value value);
// Python's truth value: false for null, "", zero, false, an empty list or map, and a missing value.
bool truthy(json::Value value) noexcept;
// A number without a fraction, written in any way (550, 550.0, 5.5e2), in decimal; nullopt for other numbers.
std::optional<std::string> integral_text(json::Value number);

}  // namespace mod_trakt
