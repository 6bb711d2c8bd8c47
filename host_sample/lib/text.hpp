// Text from plugins and services on its way to a person: it must neither break a table nor steer a terminal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace syncmod_host {

// Valid UTF-8 without control characters and line separators: these become spaces, broken bytes become U+FFFD.
std::string printable(std::string_view text);

// Columns that printable text takes on a terminal.
std::size_t display_width(std::string_view text);

// Printable text of at most `columns`, its end replaced by "..." when it had to be cut.
std::string shortened(std::string_view text, std::size_t columns);

// The text as a JSON string with its quotes; broken UTF-8 is repaired first.
std::string json_quoted(std::string_view text);

// "1 item", "2 items".
std::string counted(std::uint64_t number, std::string_view what);

// "1.0" for SYNCMOD_ABI(1, 0).
std::string abi_text(std::uint32_t abi_version);

std::string lower_ascii(std::string_view text);

}  // namespace syncmod_host
