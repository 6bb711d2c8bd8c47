// Prepares text from plugins and services for people: it must not break a table or control the terminal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace syncmod_host {

// Valid UTF-8 without control characters and line separators: these become spaces, broken bytes become U+FFFD.
std::string printable(std::string_view text);

// The number of terminal columns of printable text.
std::size_t display_width(std::string_view text);

// Printable text of at most `columns` columns; a longer text is cut and ends in "...".
std::string shortened(std::string_view text, std::size_t columns);

// The text as a JSON string with quotes; invalid UTF-8 is repaired first.
std::string json_quoted(std::string_view text);

// "1 item", "2 items".
std::string counted(std::uint64_t number, std::string_view what);

// "1.0" for SYNCMOD_ABI(1, 0).
std::string abi_text(std::uint32_t abi_version);

std::string lower_ascii(std::string_view text);

}  // namespace syncmod_host
