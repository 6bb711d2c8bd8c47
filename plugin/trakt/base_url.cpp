// Which servers may take the place of Trakt's.
#include "trakt/base_url.hpp"

#include "http/url.hpp"

namespace mod_trakt::trakt {

std::string check_base_url(std::string_view url, std::string_view key) { return http::check_base_url(url, key); }

bool is_on_this_machine(std::string_view url) {
    const auto parts = http::parse_url(url);
    return parts && http::is_loopback_host(parts->host);
}

}  // namespace mod_trakt::trakt
