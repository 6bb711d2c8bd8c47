// How long the server asks to wait: Retry-After as seconds or as a date.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "http/transport.hpp"
#include "support/clock.hpp"

namespace mod_trakt::http {

// The longest wait that is accepted. A longer demand is cut to it: it is a mistake of the server, which must not block
// the account.
inline constexpr std::int64_t longest_retry_after_ms = day_ms;

// Milliseconds from `now_unix_ms` on; 0 for a date that has passed; nullopt for a text that is neither number nor date.
std::optional<std::int64_t> parse_retry_after(std::string_view text, std::int64_t now_unix_ms);

// The same for a response. A date is compared with the response's own Date header if there is one: this machine's clock
// may be wrong.
std::optional<std::int64_t> retry_after_ms(const Headers& headers, std::int64_t local_unix_ms);

// The server's time by its Date header; nullopt if the response has none.
std::optional<std::int64_t> server_date_unix_ms(const Headers& headers);
// The server's time by its Date header, or the local time if the response has none.
std::int64_t server_unix_ms(const Headers& headers, std::int64_t local_unix_ms);

}  // namespace mod_trakt::http
