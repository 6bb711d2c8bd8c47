// Every operation on the files of a state folder. All code that touches one goes through this, so that a test can make
// the n-th operation fail. (A ca_file and /proc are no part of it.)
#pragma once

#include <string>
#include <vector>

#include <sys/stat.h>
#include <sys/types.h>
#include <sys/vfs.h>

namespace mod_trakt::state {

// Each method answers as the system call of its name does: -1 and errno when it fails; fewer bytes than asked for are
// no failure. Paths are absolute or relative to the process; `flags` are those of <fcntl.h>. Used by one thread at a
// time.
class Files {
public:
    Files() = default;
    virtual ~Files() = default;
    Files(const Files&) = delete;
    Files& operator=(const Files&) = delete;

    // Flags in use: O_RDONLY, O_RDWR, O_PATH; O_CREAT, O_APPEND, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK; always O_CLOEXEC.
    virtual int open(const char* path, int flags, mode_t mode) = 0;
    // As mkostemps: puts a unique name over the "XXXXXX" before the last `suffix_bytes` of the pattern, and creates
    // that file (0600).
    virtual int make_temporary(char* pattern, int suffix_bytes) = 0;
    // Whatever it answers, the descriptor is gone.
    virtual int close(int fd) = 0;

    virtual ssize_t read(int fd, void* room, std::size_t size) = 0;
    virtual ssize_t pread(int fd, void* room, std::size_t size, off_t offset) = 0;
    virtual ssize_t write(int fd, const void* bytes, std::size_t size) = 0;
    virtual ssize_t pwrite(int fd, const void* bytes, std::size_t size, off_t offset) = 0;
    virtual int ftruncate(int fd, off_t size) = 0;
    // A file's bytes, or, for a folder, the names in it, survive a power failure once this has answered 0.
    virtual int fsync(int fd) = 0;
    // Type, size and time of the last change (st_mtim) are what is looked at.
    virtual int fstat(int fd, struct stat& info) = 0;
    // The type of the file system (f_type) is what is looked at.
    virtual int fstatfs(int fd, struct statfs& info) = 0;
    virtual int fchmod(int fd, mode_t mode) = 0;
    // LOCK_EX | LOCK_NB and LOCK_UN. The lock belongs to what open() opened, and to all descriptors that fork() copied.
    virtual int flock(int fd, int operation) = 0;

    virtual int rename(const char* from, const char* to) = 0;
    virtual int unlink(const char* path) = 0;
    virtual int mkdir(const char* path, mode_t mode) = 0;
    virtual int rmdir(const char* path) = 0;
    // Appends the names in a folder, "." and ".." excepted, in any order.
    virtual int list_folder(const char* path, std::vector<std::string>& names) = 0;
};

// The system's own. Holds no state: any number of them may be used at once.
class SystemFiles final : public Files {
public:
    int open(const char* path, int flags, mode_t mode) override;
    int make_temporary(char* pattern, int suffix_bytes) override;
    int close(int fd) override;
    ssize_t read(int fd, void* room, std::size_t size) override;
    ssize_t pread(int fd, void* room, std::size_t size, off_t offset) override;
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
