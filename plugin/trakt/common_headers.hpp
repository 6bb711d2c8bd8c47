// The headers that every call to Trakt carries, OAuth included.
#pragma once

#include <string_view>

#include "http/transport.hpp"

namespace mod_trakt::trakt {

void add_common_headers(http::Headers& headers, std::string_view client_id);

}  // namespace mod_trakt::trakt
