// The interface to the network: it takes requests and returns responses or transport errors. An HTTP 404 is a response,
// not an error.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "support/call_scope.hpp"

namespace mod_trakt::http {

enum class Method : std::uint8_t { Get, Post };
std::string_view method_name(Method method) noexcept;

// Whether a request may be sent again when it is not known whether the server acted on the first one. It is a property
// of the request and is set where the request is built; the retry loop knows no endpoint.
enum class Repeat : std::uint8_t {
    Safe,            // a read: repeat it on 5xx, on a lost connection, on a timeout
    OnlyWhenUnsent,  // a write: repeat it only on 429 or when surely no byte of it reached the server
};

// The header fields of one message. Names compare without case (they are lower case over HTTP/2). A value may be a
// token, so the destructor wipes all values.
class Headers {
public:
    Headers() = default;
    Headers(const Headers&) = default;
    Headers(Headers&&) noexcept = default;
    Headers& operator=(Headers other) noexcept {
        fields_.swap(other.fields_);
        return *this;
    }
    ~Headers() { clear(); }

    void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
    // The last field of that name; nullopt if there is none. The view is valid until the fields change.
    std::optional<std::string_view> get(std::string_view name) const noexcept;
    const std::vector<std::pair<std::string, std::string>>& fields() const noexcept { return fields_; }
    void clear() noexcept;

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

// What requests and responses have in common. A body that holds tokens sets `holds_secrets`; the destructor and every
// assignment wipe such a body.
struct Message {
    Message() = default;
    Message(const Message&) = default;
    Message(Message&&) noexcept = default;
    Message& operator=(Message other) noexcept;
    ~Message();

    Headers headers;
    std::string body;
    bool holds_secrets = false;
};

struct Request : Message {
    Method method = Method::Get;
    std::string url;
    Repeat repeat = Repeat::Safe;
    bool follow_redirects = false;  // reads only; never to another host
    bool from_reserve = false;      // may use the part of the read limit that long reads leave free
    std::string label;              // its name in "api:hit" and the log, e.g. "history:index:movies"; never a secret
    std::int64_t connect_timeout_ms = 10'000;
    std::int64_t idle_timeout_ms = 15'000;  // longest time without a byte sent or received
    // How long the transport still waits for the answer after a cancel or the operation's time limit, once a byte of
    // the request may have left. For a request whose answer must not be lost.
    std::int64_t grace_ms = 0;
};

struct Response : Message {
    int status = 0;
};

// Why a request ended without a response.
struct TransportError {
    enum class Kind : std::uint8_t {
        Timeout,    // idle or connect timeout
        Connect,    // host unreachable, connection refused, or name not resolved
        Tls,        // certificate or handshake refused
        Protocol,   // connection lost, malformed answer, cut body
        TooLarge,   // more than max_response_bytes
        Stalled,    // ended because the server serves other connections but not this one (see Transport)
        Cancelled,  // the caller set its cancel flag
        Deadline,   // the operation's own time limit
    };
    Kind kind = Kind::Protocol;
    bool surely_unsent = false;  // no byte of the request can have reached the server
    std::string message;         // for people, without secrets
};
// The stable word for logs and hints: "timeout", "connect", "tls", "protocol", "too_large", "stalled", "cancelled",
// "deadline".
std::string_view kind_name(TransportError::Kind kind) noexcept;

using Outcome = std::variant<Response, TransportError>;

// A request to send, with the number that the caller gave it.
struct Outgoing {
    std::size_t id = 0;
    const Request* request = nullptr;  // borrowed; unchanged until on_done has received its outcome
};

// Sends requests. An instance is used by one thread at a time, and calls the callbacks on the thread that called
// send().
class Transport {
public:
    // The next request to start; nullopt if none may start now.
    using Next = std::function<std::optional<Outgoing>()>;
    // Return false to stop: nothing more is started, requests in flight are aborted without a callback.
    using Done = std::function<bool(std::size_t id, Outcome)>;

    virtual ~Transport() = default;
    // Sends the requests that `next` returns, in parallel, and calls `on_done` exactly once for each when it ends.
    // Asks `next` until it returns nullopt: at the start, after every ending, and about every 50 ms. Returns when no
    // request is in flight and `next` returns nullopt.
    //
    // A cancel or deadline of `scope` ends the requests in flight with a TransportError, each after its grace. A read
    // ends as Stalled if its connection receives nothing while the server answers on other connections: some servers
    // serve one connection until it is closed. Only the callbacks throw. A callback may call send() for other requests.
    virtual void send(const Next& next, const CallScope& scope, const Done& on_done) = 0;
};

}  // namespace mod_trakt::http
