// The headers of every call to Trakt.
#include "trakt/common_headers.hpp"

#include <string>

namespace mod_trakt::trakt {

void add_common_headers(http::Headers& headers, std::string_view client_id) {
    headers.add("Accept", "application/json");
    headers.add("Content-Type", "application/json");
    headers.add("trakt-api-version", "2");
    headers.add("trakt-api-key", std::string(client_id));
}

}  // namespace mod_trakt::trakt
