// The part of an address that may be logged. An allow-list: every query value that is not on it counts as a secret.
#pragma once

#include <string>
#include <string_view>

namespace mod_trakt::http {

inline constexpr std::string_view redacted = "[redacted]";

// The address without user and fragment; values of query members that are not on the list are replaced.
std::string loggable_url(std::string_view url);

}  // namespace mod_trakt::http
