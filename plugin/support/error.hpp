// The only error type of the plugin. It is thrown as `Failure`, and edge/ converts it into an ABI status.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <utility>

namespace mod_trakt {

// The numbers are those of syncmod_status; edge/barrier.cpp asserts that they agree.
enum class Status : std::int32_t {
    Ok = 0,
    InvalidArgument,
    InvalidState,
    NotSupported,
    Cancelled,
    Timeout,
    Unauthenticated,
    Forbidden,
    RateLimited,
    Network,
    Remote,
    BadData,
    Incomplete,
    Limit,
    NoMemory,
    Host,
    Internal,
};

// The status as the word that hosts print, e.g. "RATE_LIMITED".
const char* status_name(Status status) noexcept;

struct Error {
    Status status = Status::Internal;
    std::string reason;   // stable slug for programs, e.g. "partial_read"
    std::string message;  // for people; never holds a secret
    int http_status = 0;  // 0: no HTTP answer was involved
    std::int64_t retry_after_ms = 0;
};

// The exception that carries an Error.
class Failure : public std::exception {
public:
    explicit Failure(Error error) : error_(std::move(error)) {}
    Failure(Status status, std::string reason, std::string message)
        : error_{.status = status, .reason = std::move(reason), .message = std::move(message)} {}

    const Error& error() const noexcept { return error_; }
    const char* what() const noexcept override { return error_.message.c_str(); }

private:
    Error error_;
};

}  // namespace mod_trakt
