// A disk in memory that all processes share. A power failure leaves of each file what was flushed, and of what was
// written after that any beginning; the same for the names in each folder.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/property/random.hpp"

namespace mod_trakt::sim {

using property::Random;

// Every method returns what the system call of its name returns, or the negative errno. `process` is who calls. Paths
// are absolute.
class MemoryDisk {
public:
    MemoryDisk();
    MemoryDisk(const MemoryDisk&) = delete;
    MemoryDisk& operator=(const MemoryDisk&) = delete;

    std::function<std::int64_t()> unix_ms = [] { return std::int64_t{0}; };  // for the times of files

    int open(pid_t process, std::string_view path, int flags, mode_t mode);
    int make_temporary(pid_t process, std::string& pattern, std::size_t suffix_bytes);
    int close(int fd);
    std::int64_t read(int fd, void* room, std::size_t size);
    std::int64_t pread(int fd, void* room, std::size_t size, off_t offset) const;
    std::int64_t write(int fd, std::string_view bytes);
    std::int64_t pwrite(int fd, std::string_view bytes, off_t offset);
    int ftruncate(int fd, off_t size);
    int fsync(int fd);
    int fstat(int fd, struct stat& info) const;
    int fchmod(int fd, mode_t mode);
    int flock(int fd, int operation);
    int rename(std::string_view from, std::string_view to);
    int unlink(std::string_view path);
    int mkdir(std::string_view path, mode_t mode);
    int rmdir(std::string_view path);
    int list_folder(std::string_view path, std::vector<std::string>& names) const;

    // The path by which a descriptor was opened; empty when it is not open.
    std::string path_of(int fd) const;

    // Closes everything that a process had open; the kernel frees its locks.
    void end_process(pid_t process);
    // Closes everything, and forgets what was not flushed, but for a beginning of it.
    void lose_power(Random& random);

private:
    struct Node;
    using NodePtr = std::shared_ptr<Node>;
    struct Content {
        std::string bytes;                     // of a file
        std::map<std::string, NodePtr> names;  // of a folder
    };
    // A change that was not flushed.
    struct Change {
        // Of a file: bytes at a place, or a new size.
        std::int64_t offset = 0;
        std::string bytes;
        std::optional<std::int64_t> size;
        // Of a folder: names and what they stand for from then on; null: nothing. All of one change together.
        std::vector<std::pair<std::string, NodePtr>> names;
    };
    struct Node {
        bool is_folder = false;
        ino_t number = 0;
        mode_t mode = 0;
        std::int64_t changed_ms = 0;
        Content now, flushed;
        std::vector<Change> unflushed;
        const void* locked_by = nullptr;  // the open file that has the lock
    };
    // An open file description.
    struct OpenFile {
        pid_t process = 0;
        NodePtr node;
        int flags = 0;
        std::int64_t offset = 0;
        std::string path;
    };
    struct Place {
        NodePtr folder;
        std::string name;
    };

    static void apply(const Change& change, Content& content);
    static void lose_unflushed(Node& node, Random& random);
    void change(Node& node, Change change);
    NodePtr new_node(bool is_folder, mode_t mode);
    NodePtr find(std::string_view path) const;
    // The folder of a path; its node is null when there is none.
    Place place_of(std::string_view path) const;
    OpenFile* file(int fd) const;
    int add_file(pid_t process, NodePtr node, int flags, std::string path);

    NodePtr root_;
    ino_t last_number_ = 1;
    std::uint64_t last_temporary_ = 0;
    int last_fd_ = 1000;
    std::map<int, std::unique_ptr<OpenFile>> open_;
};

}  // namespace mod_trakt::sim
