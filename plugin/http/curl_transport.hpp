// The transport that really goes out, on libcurl's multi interface.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "http/curl_handles.hpp"
#include "http/transport.hpp"

namespace mod_trakt::http {

struct TransportOptions {
    std::string user_agent = "mod_trakt/3.2.0";            // requests without one are refused at the edge
    std::string ca_file;                                   // PEM, trusted besides the system's authorities; empty: none
    std::string proxy;                                     // empty: as the environment says, except for loopback hosts
    std::int64_t max_response_bytes = 64LL * 1024 * 1024;  // of a body, after decompression
};

class Exchange;

// Connections are kept and used again. To be used by one thread at a time; different transports may be used from
// different threads.
class CurlTransport final : public Transport {
public:
    // Throws Failure INVALID_ARGUMENT when `ca_file` cannot be read. Goes nowhere near the network.
    explicit CurlTransport(TransportOptions options);
    ~CurlTransport() override;
    CurlTransport(const CurlTransport&) = delete;
    CurlTransport& operator=(const CurlTransport&) = delete;

    void send(const Next& next, const CallScope& scope, const Done& on_done) override;

private:
    class Flight;

    std::unique_ptr<Exchange> take_exchange();

    TransportOptions options_;
    std::string authorities_;  // PEM text when a private CA was added
    MultiHandle multi_;
    bool busy_ = false;  // with a send(); one that a callback makes meanwhile uses connections of its own
    std::vector<std::unique_ptr<Exchange>> idle_;  // after `multi_`: they go first
};

}  // namespace mod_trakt::http
