// A transport that passes requests to the twin without a socket, so that thousands of calls take seconds. A cancel or
// time limit acts on a request as in CurlTransport, but grace is unlimited.
#pragma once

#include <cstddef>
#include <functional>

#include "http/transport.hpp"
#include "twin/twin.hpp"

namespace mod_trakt::test {

class TwinTransport final : public http::Transport {
public:
    explicit TwinTransport(twin::Twin& twin) : twin_(twin) {}

    void send(const Next& next, const CallScope& scope, const Done& on_done) override;

    // Called with the number of the request, from 1: before it reaches the twin, and after the twin has processed it.
    std::function<void(std::size_t nth)> before, after;
    std::size_t requests = 0;
    std::size_t posts = 0;  // POSTs that reached the twin

private:
    http::Outcome ask(const http::Request& request, const CallScope& scope);

    twin::Twin& twin_;
};

}  // namespace mod_trakt::test
