// The twin on a loopback socket: HTTP/1.1, keep-alive, many connections, gzip, TLS.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "twin/twin.hpp"

namespace mod_trakt::twin {

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  // 0: any free one
    int threads = 4;
    std::string tls_certificate_file, tls_key_file;  // both or none
};

class Server {
public:
    // Starts to listen; throws when it cannot. `twin` must outlive the server.
    Server(Twin& twin, const ServerOptions& options);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::uint16_t port() const;
    std::string base_url() const;
    // Ends all connections and waits for the threads.
    void stop();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace mod_trakt::twin
