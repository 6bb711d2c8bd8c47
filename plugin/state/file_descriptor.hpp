// A file descriptor that closes itself. Used by one thread at a time.
#pragma once

#include <utility>

#include "state/files.hpp"

namespace mod_trakt::state {

class FileDescriptor {
public:
    FileDescriptor() = default;
    // Takes ownership of the descriptor; -1: none. `files` must outlive it.
    FileDescriptor(Files& files, int fd) noexcept : files_(&files), fd_(fd) {}
    FileDescriptor(FileDescriptor&& other) noexcept : files_(other.files_), fd_(std::exchange(other.fd_, -1)) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept {
        if (this != &other) {
            close();
            files_ = other.files_;
            fd_ = std::exchange(other.fd_, -1);
        }
        return *this;
    }
    ~FileDescriptor() { close(); }

    bool valid() const noexcept { return fd_ >= 0; }
    int get() const noexcept { return fd_; }
    // Precondition: valid().
    Files& files() const noexcept { return *files_; }

private:
    void close() noexcept {
        if (fd_ >= 0) (void)files_->close(fd_);
        fd_ = -1;
    }

    Files* files_ = nullptr;
    int fd_ = -1;
};

}  // namespace mod_trakt::state
