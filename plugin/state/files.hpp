// Every operation on the files of a state folder. All code uses such files through this interface, so that a test can
// make the n-th operation fail. (A ca_file and /proc are read without it.)
#pragma once

#include <string>
#include <vector>

#include <sys/stat.h>
#include <sys/types.h>
#include <sys/vfs.h>

namespace mod_trakt::state {

// Each method returns what the system call of its name returns: -1 and errno when it fails; fewer bytes than requested
// are no failure. Paths are absolute or relative to the working directory; `flags` are those of <fcntl.h>. Used by one
// thread at a time.
class Files {
public:
    Files() = default;
    virtual ~Files() = default;
    Files(const Files&) = delete;
    Files& operator=(const Files&) = delete;

    // Flags in use: O_RDONLY, O_RDWR, O_PATH; O_CREAT, O_APPEND, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK; always O_CLOEXEC.
    virtual int open(const char* path, int flags, mode_t mode) = 0;
    // As mkostemps: replaces the "XXXXXX" before the last `suffix_bytes` of the pattern so that the name is unique, and
    // creates that file (0600).
    virtual int make_temporary(char* pattern, int suffix_bytes) = 0;
    // The descriptor is closed whatever it returns.
    virtual int close(int fd) = 0;

    virtual ssize_t read(int fd, void* buffer, std::size_t size) = 0;
    virtual ssize_t pread(int fd, void* buffer, std::size_t size, off_t offset) = 0;
    virtual ssize_t write(int fd, const void* bytes, std::size_t size) = 0;
    virtual ssize_t pwrite(int fd, const void* bytes, std::size_t size, off_t offset) = 0;
    virtual int ftruncate(int fd, off_t size) = 0;
    // When it returns 0, the file's bytes or the folder's entries survive a power failure.
    virtual int fsync(int fd) = 0;
    // Callers use the type, the size and the time of the last change (st_mtim).
    virtual int fstat(int fd, struct stat& info) = 0;
    // Callers use the type of the file system (f_type).
    virtual int fstatfs(int fd, struct statfs& info) = 0;
    virtual int fchmod(int fd, mode_t mode) = 0;
    // With LOCK_EX | LOCK_NB or LOCK_UN. The lock belongs to the open file description, which descriptors copied by
    // fork() share.
    virtual int flock(int fd, int operation) = 0;

    virtual int rename(const char* from, const char* to) = 0;
    virtual int unlink(const char* path) = 0;
    virtual int mkdir(const char* path, mode_t mode) = 0;
    virtual int rmdir(const char* path) = 0;
    // Appends the names in a folder, "." and ".." excepted, in any order.
    virtual int list_folder(const char* path, std::vector<std::string>& names) = 0;
};

// Calls the system. Has no state: any number of instances may be used at once.
class SystemFiles final : public Files {
public:
    int open(const char* path, int flags, mode_t mode) override;
    int make_temporary(char* pattern, int suffix_bytes) override;
    int close(int fd) override;
    ssize_t read(int fd, void* buffer, std::size_t size) override;
    ssize_t pread(int fd, void* buffer, std::size_t size, off_t offset) override;
    ssize_t write(int fd, const void* bytes, std::size_t size) override;
    ssize_t pwrite(int fd, const void* bytes, std::size_t size, off_t offset) override;
    int ftruncate(int fd, off_t size) override;
    int fsync(int fd) override;
    int fstat(int fd, struct stat& info) override;
    int fstatfs(int fd, struct statfs& info) override;
    int fchmod(int fd, mode_t mode) override;
    int flock(int fd, int operation) override;
    int rename(const char* from, const char* to) override;
    int unlink(const char* path) override;
    int mkdir(const char* path, mode_t mode) override;
    int rmdir(const char* path) override;
    int list_folder(const char* path, std::vector<std::string>& names) override;
};

}  // namespace mod_trakt::state
