// One plain HTTP request over a loopback socket, to control the twin and to get logins from it. It shares no code with
// the plugin.
#pragma once

#include <string>
#include <string_view>

namespace mod_trakt::tests {

struct HttpAnswer {
    int status = 0;
    std::string body;
};

HttpAnswer http_call(int port, std::string_view method, std::string_view target, std::string_view body = {});

// A port that nothing listens on at the moment.
int free_port();

// Waits until something listens there; throws after ten seconds.
void wait_for_port(int port);

}  // namespace mod_trakt::tests
