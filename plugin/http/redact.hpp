// What of an address may be written down. An allow-list: what is not named here is a secret.
#pragma once

#include <string>
#include <string_view>

namespace mod_trakt::http {

inline constexpr std::string_view redacted = "[redacted]";

// The address without user and fragment; values of query members that are not on the list are replaced.
std::string loggable_url(std::string_view url);

}  // namespace mod_trakt::http
