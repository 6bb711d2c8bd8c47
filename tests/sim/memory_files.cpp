// Each operation enters the seam, and then works on the disk; after a crash it fails.
#include "memory_files.hpp"

#include <linux/magic.h>

#include <cerrno>
#include <cstring>

namespace mod_trakt::sim {

// `one_in`: how rarely other processes may go on before it. What is flushed or locked is seen by others.
template <typename Operation>
auto MemoryFiles::run(const Operation& operation, int one_in) -> decltype(operation()) {
    if (!process_.enter(one_in)) {
        errno = EIO;
        return -1;
    }
    const auto result = operation();
    if (result >= 0) return result;
    errno = static_cast<int>(-result);
    return -1;
}

int MemoryFiles::open(const char* path, int flags, mode_t mode) {
    return run([&] { return disk_.open(process_.number(), path, flags, mode); });
}

int MemoryFiles::make_temporary(char* pattern, int suffix_bytes) {
    return run([&] {
        std::string name = pattern;
        const int fd = disk_.make_temporary(process_.number(), name, static_cast<std::size_t>(suffix_bytes));
        std::memcpy(pattern, name.c_str(), name.size());
        return fd;
    });
}

// A process may close in a destructor: no other one goes on there.
int MemoryFiles::close(int fd) {
    if (process_.is_dead()) {
        errno = EIO;
        return -1;
    }
    return disk_.close(fd);
}

ssize_t MemoryFiles::read(int fd, void* room, std::size_t size) {
    return run([&] { return static_cast<ssize_t>(disk_.read(fd, room, size)); });
}
ssize_t MemoryFiles::pread(int fd, void* room, std::size_t size, off_t offset) {
    return run([&] { return static_cast<ssize_t>(disk_.pread(fd, room, size, offset)); });
}
ssize_t MemoryFiles::write(int fd, const void* bytes, std::size_t size) {
    return run([&] { return static_cast<ssize_t>(disk_.write(fd, {static_cast<const char*>(bytes), size})); });
}
ssize_t MemoryFiles::pwrite(int fd, const void* bytes, std::size_t size, off_t offset) {
    return run([&] { return static_cast<ssize_t>(disk_.pwrite(fd, {static_cast<const char*>(bytes), size}, offset)); });
}
int MemoryFiles::ftruncate(int fd, off_t size) {
    return run([&] { return disk_.ftruncate(fd, size); });
}
int MemoryFiles::fsync(int fd) {
    return run([&] { return disk_.fsync(fd); }, 4);
}
int MemoryFiles::fstat(int fd, struct stat& info) {
    return run([&] { return disk_.fstat(fd, info); });
}
int MemoryFiles::fstatfs(int, struct statfs& info) {
    return run([&] {
        info = {};
        info.f_type = EXT4_SUPER_MAGIC;
        return 0;
    });
}
int MemoryFiles::fchmod(int fd, mode_t mode) {
    return run([&] { return disk_.fchmod(fd, mode); });
}
int MemoryFiles::flock(int fd, int operation) {
    return run([&] { return disk_.flock(fd, operation); }, 4);
}
int MemoryFiles::rename(const char* from, const char* to) {
    return run([&] { return disk_.rename(from, to); });
}
int MemoryFiles::unlink(const char* path) {
    return run([&] { return disk_.unlink(path); });
}
int MemoryFiles::mkdir(const char* path, mode_t mode) {
    return run([&] { return disk_.mkdir(path, mode); });
}
int MemoryFiles::rmdir(const char* path) {
    return run([&] { return disk_.rmdir(path); });
}
int MemoryFiles::list_folder(const char* path, std::vector<std::string>& names) {
    return run([&] { return disk_.list_folder(path, names); });
}

}  // namespace mod_trakt::sim
