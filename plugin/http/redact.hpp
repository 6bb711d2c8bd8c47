// What of a request or an answer may be written down. An allow-list: what is not named here is a secret.
#pragma once

#include <string>
#include <string_view>

namespace mod_trakt::http {

inline constexpr std::string_view redacted = "[redacted]";

bool may_log_header(std::string_view name) noexcept;
bool may_log_query(std::string_view name) noexcept;

// The value, or the word that stands for it.
std::string_view loggable_header(std::string_view name, std::string_view value) noexcept;

// The address without user and fragment; values of query members that are not on the list are replaced.
std::string loggable_url(std::string_view url);

}  // namespace mod_trakt::http
