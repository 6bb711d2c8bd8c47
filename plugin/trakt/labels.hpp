// The name of a request in "api:hit", e.g. "history:index:movies", "watchlist:remove".
#pragma once

#include <string>
#include <string_view>

#include "http/transport.hpp"

namespace mod_trakt::trakt {

// `path` begins with "/" and may have a query, which is ignored.
std::string endpoint_label(http::Method method, std::string_view path);

}  // namespace mod_trakt::trakt
