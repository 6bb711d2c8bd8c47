// Reading new lines, and appending behind the last complete one.
#include "state/appended_file.hpp"

#include <fcntl.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "state/atomic_file.hpp"
#include "state/file_descriptor.hpp"
#include "support/error.hpp"

namespace mod_trakt::state {
namespace {

[[noreturn]] void fail_to_read(const std::string& path) {
    throw Failure(Status::Host, "state_unreadable", "cannot read " + path + ": " + std::strerror(errno));
}

[[noreturn]] void fail_to_append(const std::string& path) {
    throw Failure(Status::Host, "state_unwritable", "cannot append to " + path + ": " + std::strerror(errno));
}

}  // namespace

AppendedFile::Text AppendedFile::read_on() {
    FileDescriptor file(files_, files_.open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0));
    if (!file.valid()) {
        if (errno != ENOENT) fail_to_read(path_);
        size_ = 0;
        return {std::exchange(number_, 0) != 0, {}};
    }
    struct stat info {};
    if (files_.fstat(file.get(), info) != 0) fail_to_read(path_);
    Text text;
    const bool is_same = number_ == info.st_ino && device_ == info.st_dev && info.st_size >= size_;
    if (!is_same) {
        text.is_anew = number_ != 0;
        size_ = 0;
        device_ = info.st_dev;
        number_ = info.st_ino;
    }
    text.lines.resize(static_cast<std::size_t>(info.st_size - size_));
    std::size_t read = 0;
    while (read < text.lines.size()) {
        const ssize_t got = files_.pread(file.get(), text.lines.data() + read, text.lines.size() - read,
                                         static_cast<off_t>(size_ + static_cast<std::int64_t>(read)));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail_to_read(path_);
        if (got == 0) break;
        read += static_cast<std::size_t>(got);
    }
    text.lines.resize(read);
    const std::size_t end = text.lines.rfind('\n');
    text.lines.resize(end == std::string::npos ? 0 : end + 1);
    size_ += static_cast<std::int64_t>(text.lines.size());
    seen_ = std::move(file);
    return text;
}

void AppendedFile::append(std::string_view lines, bool flush) {
    if (number_ == 0) return replace(lines);
    const FileDescriptor file(files_,
                              files_.open(path_.c_str(), O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0));
    struct stat info {};
    if (!file.valid() || files_.fstat(file.get(), info) != 0) fail_to_append(path_);
    if (info.st_size > size_) {
        // Only a torn line may be removed.
        std::string rest(static_cast<std::size_t>(info.st_size - size_), '\n');
        const ssize_t read = files_.pread(file.get(), rest.data(), rest.size(), static_cast<off_t>(size_));
        if (read < 0) fail_to_append(path_);
        rest.resize(static_cast<std::size_t>(read));
        if (rest.find('\n') != std::string::npos)
            throw Failure(Status::Host, "state_unwritable",
                          "another process has appended to " + path_ + " out of turn; end it and call again");
        if (files_.ftruncate(file.get(), static_cast<off_t>(size_)) != 0) fail_to_append(path_);
    }
    write_all(file, lines, path_);
    if (flush && files_.fsync(file.get()) != 0) fail_to_append(path_);
    size_ += static_cast<std::int64_t>(lines.size());
}

void AppendedFile::replace(std::string_view lines) {
    write_file(files_, path_, std::array{lines}, 0600);
    size_ = 0;
    number_ = 0;
    (void)read_on();
}

}  // namespace mod_trakt::state
