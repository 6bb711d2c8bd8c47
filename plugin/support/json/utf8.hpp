// Checking a whole text before it is parsed.
#pragma once

#include <cstddef>
#include <string_view>

namespace mod_trakt::json {

// Whether the text is valid UTF-8 (no overlong forms, no surrogates, nothing above U+10FFFF) without control characters
// other than tab and line breaks. Nearly all bytes are ASCII; these are checked eight at a time.
bool is_plain_utf8(std::string_view text) noexcept;

}  // namespace mod_trakt::json
