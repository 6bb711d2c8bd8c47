// The base addresses of the service, as a configuration gives them.
#pragma once

#include <string>
#include <string_view>

namespace mod_trakt::trakt {

// Without a slash at its end. Throws Failure INVALID_ARGUMENT naming `key` when it is no address, carries a user, a
// query or a fragment, or is plain http to any host but loopback.
std::string check_base_url(std::string_view url, std::string_view key);

// "localhost", 127.0.0.0/8 or ::1; false for what is no address.
bool is_on_this_machine(std::string_view url);

}  // namespace mod_trakt::trakt
