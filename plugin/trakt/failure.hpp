// What an outcome of the network means in Trakt's terms: one place for status -> error.
#pragma once

#include <cstdint>
#include <string_view>

#include "http/transport.hpp"
#include "support/error.hpp"

namespace mod_trakt::trakt {

// Precondition: the outcome is not a 2xx answer. `what` names the request for people: "GET /sync/history/movies".
// `now_unix_ms` is for a Retry-After that is a date.
Error error_of(const http::Outcome& outcome, std::string_view what, std::int64_t now_unix_ms);

// A 2xx whose body is not the JSON that was promised (an HTML page of the edge, a cut body, another shape).
Error bad_body_error(std::string_view what, std::string_view detail);

// True for errors that say "this account or call must stop", as opposed to "this one request failed".
bool ends_the_call(Status status) noexcept;

}  // namespace mod_trakt::trakt
