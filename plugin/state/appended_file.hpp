// A file of lines that only grows. After a crash its last line may be torn; a torn line is ignored.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "state/file_descriptor.hpp"
#include "state/files.hpp"

namespace mod_trakt::state {

// Used by one thread at a time. Readers may read while another process appends.
class AppendedFile {
public:
    // `files` must outlive it.
    AppendedFile(Files& files, std::string path) : files_(files), path_(std::move(path)) {}

    struct Text {
        bool is_anew = false;  // the file is another one, so what was read before no longer counts
        std::string lines;     // complete lines
    };
    // Reads what was appended since the last call. Throws Failure HOST ("state_unreadable").
    Text read_on();
    // The next read_on() reads from the start. Until then append() fails.
    void forget() noexcept { size_ = 0; }
    // Appends complete lines in place of a torn one. `flush`: when it returns, they survive a power failure. Throws
    // Failure HOST ("state_unwritable"). Precondition: no other process appends, and read_on() was called after the
    // last line was appended.
    void append(std::string_view lines, bool flush);
    // Replaces the whole file. Throws like append(), with the same precondition.
    void replace(std::string_view lines);

    // The size of the complete lines.
    std::int64_t size() const noexcept { return size_; }
    const std::string& path() const noexcept { return path_; }
    Files& files() const noexcept { return files_; }

private:
    Files& files_;
    std::string path_;
    std::int64_t size_ = 0;
    dev_t device_ = 0;
    ino_t number_ = 0;     // 0: no file was seen
    FileDescriptor seen_;  // stays open, so that no other file gets this number
};

}  // namespace mod_trakt::state
