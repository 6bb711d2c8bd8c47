// One call through the table: who owns what it gives back, and its error in a form that outlives the plugin.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include "syncmod/syncmod.h"

namespace syncmod_host {

// The status as a word ("RATE_LIMITED"); "STATUS_<n>" for one that this host does not know yet.
std::string status_word(syncmod_status status);

// What went wrong, whether a plugin said it or the host itself.
struct Problem {
    syncmod_status status = SYNCMOD_INTERNAL;
    std::string reason;   // stable slug for programs
    std::string message;  // for people
    std::int32_t http_status = 0;
    std::int32_t retry_after_ms = 0;
};

// A problem that ends the command, with the exit code that it means.
class Fatal : public std::exception {
public:
    Fatal(int exit_code, Problem problem) : exit_code_(exit_code), problem_(std::move(problem)) {}
    int exit_code() const noexcept { return exit_code_; }
    const Problem& problem() const noexcept { return problem_; }
    const char* what() const noexcept override { return problem_.message.c_str(); }

private:
    int exit_code_;
    Problem problem_;
};

inline constexpr int exit_ok = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_no_plugin = 3;

// The plugin's struct, sized for this host, read once the call is over.
class ErrorSlot {
public:
    ErrorSlot() { error_.struct_size = sizeof error_; }
    syncmod_error* out() noexcept { return &error_; }
    // `status` is what the call returned: it wins over the one in the struct.
    Problem problem(syncmod_status status) const;

private:
    syncmod_error error_ = {};
};

// Bytes that belong to the plugin until they are released here. Must not outlive the plugin's library.
class Buffer {
public:
    Buffer() = default;
    ~Buffer() { reset(); }
    Buffer(Buffer&& other) noexcept : buf_(std::exchange(other.buf_, syncmod_buf{})) {}
    Buffer& operator=(Buffer&& other) noexcept {
        if (this != &other) {
            reset();
            buf_ = std::exchange(other.buf_, syncmod_buf{});
        }
        return *this;
    }
    syncmod_buf* out() noexcept {
        reset();
        return &buf_;
    }
    std::string_view text() const noexcept {
        return buf_.data == nullptr ? std::string_view() : std::string_view(buf_.data, buf_.size);
    }

private:
    void reset() noexcept {
        if (buf_.release != nullptr) buf_.release(&buf_);
        buf_ = syncmod_buf{};
    }
    syncmod_buf buf_ = {};
};

struct Reply {
    syncmod_status status = SYNCMOD_INTERNAL;
    Problem problem;  // meaningful when the status is not OK
    Buffer document;  // may hold a partial report although the call failed

    bool ok() const noexcept { return status == SYNCMOD_OK; }
};

}  // namespace syncmod_host
