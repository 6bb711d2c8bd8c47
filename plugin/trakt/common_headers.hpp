// The headers of every call to Trakt, also of OAuth calls.
#pragma once

#include <string_view>

#include "http/transport.hpp"

namespace mod_trakt::trakt {

void add_common_headers(http::Headers& headers, std::string_view client_id);

}  // namespace mod_trakt::trakt
