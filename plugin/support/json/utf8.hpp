// Checking a whole text before it is parsed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mod_trakt::json {

// Whether the text is valid UTF-8 (no overlong forms, no surrogates, nothing above U+10FFFF) without control characters
// other than tab and line breaks. Nearly all bytes are ASCII; these are checked eight at a time.
bool is_plain_utf8(std::string_view text) noexcept;

struct Replaced {
    std::size_t count = 0;
    bool was_plain = false;  // is_plain_utf8() was true of the bytes, so it still is
};
// Replaces the parts of a JSON text that are not Unicode text by U+FFFD: bytes that are not valid UTF-8, and \u escapes
// of a surrogate without its other half. Control characters stay.
Replaced replace_broken_text(std::string& json);

}  // namespace mod_trakt::json
