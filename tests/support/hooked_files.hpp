// The system's files with hooks around every operation: a test can make one fail, shorten it, or act after it.
#pragma once

#include <cerrno>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "state/files.hpp"

namespace mod_trakt::test {

struct FileCall {
    std::string_view operation;  // "open", "rename", ...
    std::string path;            // of the file, also in operations on a descriptor
    std::size_t size = 0;        // in reads and writes
    int argument = 0;            // flags of open, operation of flock
};

class HookedFiles : public state::Files {
public:
    // When it returns an errno, the operation fails with it and does nothing (but close still closes). May reduce
    // `size`.
    std::function<int(FileCall&)> before;
    std::function<void(const FileCall&)> after;  // runs after an operation that did not fail
    bool flushes = true;                         // false: fsync does nothing and reports success
    std::optional<long> file_system_type;        // if set, reported instead of the real one

    int open(const char* path, int flags, mode_t mode) override {
        FileCall call{"open", path, 0, flags};
        const int fd = run(call, [&] { return system_.open(path, flags, mode); });
        if (fd >= 0) paths_[fd] = path;
        return fd;
    }
    int make_temporary(char* pattern, int suffix_bytes) override {
        FileCall call{"make_temporary", pattern};
        const int fd = run(call, [&] { return system_.make_temporary(pattern, suffix_bytes); });
        if (fd >= 0) paths_[fd] = pattern;
        return fd;
    }
    int close(int fd) override {
        FileCall call{"close", paths_[fd]};
        const int error = before ? before(call) : 0;
        paths_.erase(fd);
        const int result = system_.close(fd);
        if (error == 0) return result;
        errno = error;
        return -1;
    }
    ssize_t read(int fd, void* room, std::size_t size) override {
        FileCall call{"read", paths_[fd], size};
        return run(call, [&] { return system_.read(fd, room, call.size); });
    }
    ssize_t pread(int fd, void* room, std::size_t size, off_t offset) override {
        FileCall call{"pread", paths_[fd], size};
        return run(call, [&] { return system_.pread(fd, room, call.size, offset); });
    }
    ssize_t write(int fd, const void* bytes, std::size_t size) override {
        FileCall call{"write", paths_[fd], size};
        return run(call, [&] { return system_.write(fd, bytes, call.size); });
    }
    ssize_t pwrite(int fd, const void* bytes, std::size_t size, off_t offset) override {
        FileCall call{"pwrite", paths_[fd], size};
        return run(call, [&] { return system_.pwrite(fd, bytes, call.size, offset); });
    }
    int ftruncate(int fd, off_t size) override {
        FileCall call{"ftruncate", paths_[fd]};
        return run(call, [&] { return system_.ftruncate(fd, size); });
    }
    int fsync(int fd) override {
        FileCall call{"fsync", paths_[fd]};
        return run(call, [&] { return flushes ? system_.fsync(fd) : 0; });
    }
    int fstat(int fd, struct stat& info) override {
        FileCall call{"fstat", paths_[fd]};
        return run(call, [&] { return system_.fstat(fd, info); });
    }
    int fstatfs(int fd, struct statfs& info) override {
        FileCall call{"fstatfs", paths_[fd]};
        const int result = run(call, [&] { return system_.fstatfs(fd, info); });
        if (result == 0 && file_system_type) info.f_type = *file_system_type;
        return result;
    }
    int fchmod(int fd, mode_t mode) override {
        FileCall call{"fchmod", paths_[fd]};
        return run(call, [&] { return system_.fchmod(fd, mode); });
    }
    int flock(int fd, int operation) override {
        FileCall call{"flock", paths_[fd], 0, operation};
        return run(call, [&] { return system_.flock(fd, operation); });
    }
    int rename(const char* from, const char* to) override {
        FileCall call{"rename", to};
        return run(call, [&] { return system_.rename(from, to); });
    }
    int unlink(const char* path) override {
        FileCall call{"unlink", path};
        return run(call, [&] { return system_.unlink(path); });
    }
    int mkdir(const char* path, mode_t mode) override {
        FileCall call{"mkdir", path};
        return run(call, [&] { return system_.mkdir(path, mode); });
    }
    int rmdir(const char* path) override {
        FileCall call{"rmdir", path};
        return run(call, [&] { return system_.rmdir(path); });
    }
    int list_folder(const char* path, std::vector<std::string>& names) override {
        FileCall call{"list_folder", path};
        return run(call, [&] { return system_.list_folder(path, names); });
    }

private:
    template <typename Operation>
    auto run(FileCall& call, const Operation& operation) -> decltype(operation()) {
        if (before)
            if (const int error = before(call); error != 0) {
                errno = error;
                return -1;
            }
        const auto result = operation();
        if (after && result >= 0) after(call);
        return result;
    }

    state::SystemFiles system_;
    std::map<int, std::string> paths_;  // by descriptor
};

}  // namespace mod_trakt::test
