// The transport for real networks, on libcurl's multi interface.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "http/curl_handles.hpp"
#include "http/transport.hpp"
#include "support/version.hpp"

namespace mod_trakt::http {

// The settings of transfers, from the configuration.
struct TransportOptions {
    // Trakt's firewall refuses requests without one.
    std::string user_agent = std::string("mod_trakt/") + module_version;
    std::string ca_file;  // path of a PEM file, trusted besides the system's authorities; empty: none
    std::string proxy;    // empty: the environment's proxy, except for loopback hosts
    std::int64_t max_response_bytes = 64LL * 1024 * 1024;  // of a body, after decompression
};

class Exchange;

// Keeps connections and reuses them. An instance is used by one thread at a time; several instances may be used from
// several threads.
class CurlTransport final : public Transport {
public:
    // Throws Failure INVALID_ARGUMENT when `ca_file` cannot be read. Does not use the network.
    explicit CurlTransport(TransportOptions options);
    ~CurlTransport() override;
    CurlTransport(const CurlTransport&) = delete;
    CurlTransport& operator=(const CurlTransport&) = delete;

    void send(const Next& next, const CallScope& scope, const Done& on_done) override;

private:
    class Flight;

    std::unique_ptr<Exchange> take_exchange();

    TransportOptions options_;
    std::string authorities_;  // PEM text of the system's and ca_file's; empty without ca_file
    MultiHandle multi_;
    bool busy_ = false;  // a send() is running; a callback's nested send() uses connections of its own
    std::vector<std::unique_ptr<Exchange>> idle_;  // declared after `multi_`, so they are destroyed first
};

}  // namespace mod_trakt::http
