// Converts an outcome of the network into an Error: the only place that maps HTTP statuses to errors.
#pragma once

#include <cstdint>
#include <string_view>

#include "http/transport.hpp"
#include "support/error.hpp"

namespace mod_trakt::trakt {

// Precondition: the outcome is not a 2xx answer. `what` names the request for people: "GET /sync/history/movies".
// `now_unix_ms` is used for a Retry-After that is a date.
Error error_of(const http::Outcome& outcome, std::string_view what, std::int64_t now_unix_ms);

// The error for a 2xx whose body is not the expected JSON (an HTML page of the edge, a truncated body, another
// structure).
Error bad_body_error(std::string_view what, std::string_view detail);

// True for errors after which the whole call must stop; false for errors of one request.
bool ends_the_call(Status status) noexcept;
// The same for a request that the call can do without: then a refusal does not count, because it may concern only this
// path. A locked account and a lost login concern all paths.
bool ends_the_call_if_optional(const Error& error) noexcept;

}  // namespace mod_trakt::trakt
