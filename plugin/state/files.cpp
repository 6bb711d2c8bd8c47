// SystemFiles: each method calls the system.
#include "state/files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>

namespace mod_trakt::state {

int SystemFiles::open(const char* path, int flags, mode_t mode) { return ::open(path, flags, mode); }
int SystemFiles::make_temporary(char* pattern, int suffix_bytes) {
    return ::mkostemps(pattern, suffix_bytes, O_CLOEXEC);
}
int SystemFiles::close(int fd) { return ::close(fd); }

ssize_t SystemFiles::read(int fd, void* buffer, std::size_t size) { return ::read(fd, buffer, size); }
ssize_t SystemFiles::pread(int fd, void* buffer, std::size_t size, off_t offset) {
    return ::pread(fd, buffer, size, offset);
}
ssize_t SystemFiles::write(int fd, const void* bytes, std::size_t size) { return ::write(fd, bytes, size); }
ssize_t SystemFiles::pwrite(int fd, const void* bytes, std::size_t size, off_t offset) {
    return ::pwrite(fd, bytes, size, offset);
}
int SystemFiles::ftruncate(int fd, off_t size) { return ::ftruncate(fd, size); }
int SystemFiles::fsync(int fd) { return ::fsync(fd); }
int SystemFiles::fstat(int fd, struct stat& info) { return ::fstat(fd, &info); }
int SystemFiles::fstatfs(int fd, struct statfs& info) { return ::fstatfs(fd, &info); }
int SystemFiles::fchmod(int fd, mode_t mode) { return ::fchmod(fd, mode); }
int SystemFiles::flock(int fd, int operation) { return ::flock(fd, operation); }

int SystemFiles::rename(const char* from, const char* to) { return ::rename(from, to); }
int SystemFiles::unlink(const char* path) { return ::unlink(path); }
int SystemFiles::mkdir(const char* path, mode_t mode) { return ::mkdir(path, mode); }
int SystemFiles::rmdir(const char* path) { return ::rmdir(path); }

int SystemFiles::list_folder(const char* path, std::vector<std::string>& names) {
    const auto close_folder = [](DIR* folder) { ::closedir(folder); };
    const std::unique_ptr<DIR, decltype(close_folder)> folder(::opendir(path), close_folder);
    if (!folder) return -1;
    for (;;) {
        errno = 0;  // readdir also returns null at the end
        const dirent* const entry = ::readdir(folder.get());
        if (entry == nullptr) return errno == 0 ? 0 : -1;
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..") names.emplace_back(name);
    }
}

}  // namespace mod_trakt::state
