// The result of a call through the table: a document, which belongs to the plugin, or an error.
#pragma once

#include <string_view>
#include <utility>

#include "syncmod/syncmod.h"

#include "lib/problem.hpp"

namespace syncmod_host {

// The error struct that the plugin fills, in this host's size.
class ErrorSlot {
public:
    ErrorSlot() { error_.struct_size = sizeof error_; }
    syncmod_error* out() noexcept { return &error_; }
    // `status`: the call's return value, which is used instead of the status in the struct.
    Problem problem(syncmod_status status) const;

private:
    syncmod_error error_ = {};
};

// A buffer of the plugin, released by the destructor. Must not outlive the plugin's library.
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
    Buffer document;  // a failed call may have a partial report

    bool ok() const noexcept { return status == SYNCMOD_OK; }
};

}  // namespace syncmod_host
