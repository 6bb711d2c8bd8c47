// A small server on loopback whose behaviour a test controls byte by byte.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace mod_trakt::test {

class SocketServer {
public:
    // One accepted connection, as the test's function uses it.
    class Connection {
    public:
        Connection(int fd, SocketServer& server) : fd_(fd), server_(server) {}

        // Reads head and body of the next request; false when the client has closed or the server stops.
        bool read_request(std::string& request) {
            std::size_t whole = std::string::npos;
            for (;;) {
                const std::size_t head_end = buffer_.find("\r\n\r\n");
                if (head_end != std::string::npos) whole = head_end + 4 + content_length(buffer_.substr(0, head_end));
                if (whole != std::string::npos && buffer_.size() >= whole) break;
                if (!read_more()) return false;
            }
            request = buffer_.substr(0, whole);
            buffer_.erase(0, whole);
            server_.remember(request);
            return true;
        }
        bool send(std::string_view bytes) {
            while (!bytes.empty()) {
                const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
                if (sent <= 0) return false;
                bytes.remove_prefix(static_cast<std::size_t>(sent));
            }
            return true;
        }
        // Waits until the client closes the connection or the server stops.
        void hang() {
            while (read_more()) {
            }
        }
        // Ends the connection with RST instead of FIN.
        void reset() {
            const linger now{1, 0};
            setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        }

    private:
        static std::size_t content_length(const std::string& head) {
            const std::size_t at = head.find("Content-Length: ");
            return at == std::string::npos ? 0 : std::strtoul(head.c_str() + at + 16, nullptr, 10);
        }
        bool read_more() {
            for (int turn = 0; turn < 1000 && !server_.stopped_; ++turn) {
                pollfd ready{fd_, POLLIN, 0};
                if (poll(&ready, 1, 10) <= 0) continue;
                char bytes[4096];
                const ssize_t got = recv(fd_, bytes, sizeof bytes, 0);
                if (got <= 0) return false;
                buffer_.append(bytes, static_cast<std::size_t>(got));
                return true;
            }
            return false;
        }

        int fd_;
        SocketServer& server_;
        std::string buffer_;
    };

    using Serve = std::function<void(Connection&)>;

    explicit SocketServer(Serve serve) : serve_(std::move(serve)) {
        listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        if (listener_ < 0 || bind(listener_, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
            listen(listener_, 16) != 0 || getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length) != 0)
            throw std::runtime_error("cannot open a socket to listen on");
        port_ = ntohs(address.sin_port);
        acceptor_ = std::thread([this] { accept_until_stopped(); });
    }
    // A function that answers the requests of each connection with `responses` in order, and closes after the last.
    static Serve answering(std::vector<std::string> responses) {
        return [responses = std::move(responses)](Connection& connection) {
            std::string request;
            for (const std::string& response : responses)
                if (!connection.read_request(request) || !connection.send(response)) return;
        };
    }
    ~SocketServer() {
        stopped_ = true;
        acceptor_.join();
        for (std::thread& worker : workers_) worker.join();
        close(listener_);
    }

    std::string url(std::string_view path = "/") const {
        return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
    }
    int port() const { return port_; }
    int connections() const { return connections_; }
    std::vector<std::string> requests() const {
        const std::lock_guard lock(mutex_);
        return requests_;
    }

private:
    void accept_until_stopped() {
        while (!stopped_) {
            pollfd ready{listener_, POLLIN, 0};
            if (poll(&ready, 1, 10) <= 0) continue;
            const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            if (fd < 0) continue;
            ++connections_;
            workers_.emplace_back([this, fd] {
                Connection connection(fd, *this);
                serve_(connection);
                close(fd);
            });
        }
    }
    void remember(const std::string& request) {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request);
    }

    Serve serve_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<bool> stopped_{false};
    std::atomic<int> connections_{0};
    mutable std::mutex mutex_;
    std::vector<std::string> requests_;
    std::vector<std::thread> workers_;
    std::thread acceptor_;
};

// An HTTP/1.1 response with a Content-Length.
inline std::string http_response(std::string_view status_line, std::string_view body, std::string_view headers = {}) {
    return "HTTP/1.1 " + std::string(status_line) + "\r\n" + std::string(headers) +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

}  // namespace mod_trakt::test
