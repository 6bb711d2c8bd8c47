// The base addresses of the service, as a configuration gives them.
#pragma once

#include <string>
#include <string_view>

namespace mod_trakt::trakt {

// Checks a base address and returns it without a slash at its end. Throws Failure INVALID_ARGUMENT that names `key`
// if it is not an address, has a user, a query or a fragment, or is plain http to a host other than loopback.
std::string check_base_url(std::string_view url, std::string_view key);

// True if the host is "localhost", 127.0.0.0/8 or ::1; false also for a text that is not an address.
bool is_on_this_machine(std::string_view url);

}  // namespace mod_trakt::trakt
