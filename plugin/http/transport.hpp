// The seam to the network: requests in, responses or transport errors out. An HTTP 404 is a response, not an error.
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

// Whether a request may be sent again when nobody knows if the server acted on the first one. A property of the
// request, stated where it is built; the retry loop knows no endpoint.
enum class Repeat : std::uint8_t {
    Safe,            // a read: repeat on 5xx, on a lost connection, on a timeout
    OnlyWhenUnsent,  // a write: repeat only on 429 or when surely no byte of it reached the server
};

// Header names compare without case (they are lower case over HTTP/2). A value may be a token, so all of them are wiped
// when they go.
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
    // The last field of that name.
    std::optional<std::string_view> get(std::string_view name) const noexcept;
    const std::vector<std::pair<std::string, std::string>>& fields() const noexcept { return fields_; }
    void clear() noexcept;

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

// What requests and responses have in common. A body that holds tokens says so, and is wiped when it goes.
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
    bool follow_redirects = false;  // reads only; never towards another host
    bool from_reserve = false;      // of the read limit, which is kept free of long reads
    std::string label;              // what "api:hit" and the log call it, e.g. "history:index:movies"; never a secret
    std::int64_t connect_timeout_ms = 10'000;
    std::int64_t idle_timeout_ms = 15'000;  // no byte moved for that long
    // How long the answer is still awaited after a cancel or the operation's time limit, once a byte of the request may
    // have left: for a request whose answer must not be lost.
    std::int64_t grace_ms = 0;
};

struct Response : Message {
    int status = 0;
};

struct TransportError {
    enum class Kind : std::uint8_t {
        Timeout,    // idle or connect timeout
        Connect,    // nobody there, refused, name not resolved
        Tls,        // certificate or handshake refused
        Protocol,   // connection lost, malformed answer, cut body
        TooLarge,   // more than max_response_bytes
        Stalled,    // given up: other connections are served, this one is not (see Transport)
        Cancelled,  // the caller's flag
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

// A request to send, under a number by which the caller knows it again.
struct Outgoing {
    std::size_t id = 0;
    const Request* request = nullptr;  // stays as it is until its outcome has been handed over
};

class Transport {
public:
    // The next request to start; nullopt if none may start now.
    using Next = std::function<std::optional<Outgoing>()>;
    // Return false to stop: nothing more is started, requests in flight are aborted without a callback.
    using Done = std::function<bool(std::size_t id, Outcome)>;

    virtual ~Transport() = default;
    // Sends what `next` hands out, together with what is under way already, and calls `on_done` exactly once for each
    // as they end; all on this thread. `next` is asked until it has nothing: at the start, after every ending, and
    // about every 50 ms. Returns when nothing is under way and `next` has nothing.
    //
    // A cancel or deadline of `scope` ends those under way with TransportError, when their grace is over. A read may
    // end as Stalled: it has a connection of its own on which nothing comes, while the server answers others, as
    // servers do that serve one connection until it is closed. Nothing but the callbacks throws. They may call send()
    // for something else.
    virtual void send(const Next& next, const CallScope& scope, const Done& on_done) = 0;
};

}  // namespace mod_trakt::http
