// The Files of one process: the disk in memory, where every operation is a seam.
#pragma once

#include <string>

#include "memory_disk.hpp"
#include "process.hpp"
#include "state/files.hpp"

namespace mod_trakt::sim {

// Its operations are those of state::Files. The deliberate breaks derive from it.
class MemoryFiles : public state::Files {
public:
    MemoryFiles(MemoryDisk& disk, Process& process) : disk_(disk), process_(process) {}

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

protected:
    MemoryDisk& disk() noexcept { return disk_; }

private:
    template <typename Operation>
    auto run(const Operation& operation, int one_in = 16) -> decltype(operation());

    MemoryDisk& disk_;
    Process& process_;
};

}  // namespace mod_trakt::sim
