// What the disk keeps when the power fails, and whose locks end when.
#include "memory_disk.hpp"

#include <catch2/catch.hpp>

#include <sys/file.h>

#include <cerrno>
#include <set>
#include <string>

using mod_trakt::sim::MemoryDisk;
using mod_trakt::sim::Random;

namespace {

constexpr pid_t one = 1, two = 2;

int create(MemoryDisk& disk, const char* path) { return disk.open(one, path, O_RDWR | O_CREAT | O_APPEND, 0600); }

void flush(MemoryDisk& disk, const char* folder) {
    const int fd = disk.open(one, folder, O_RDONLY | O_DIRECTORY, 0);
    REQUIRE(disk.fsync(fd) == 0);
    disk.close(fd);
}

// "-": there is no such file.
std::string text_of(MemoryDisk& disk, const char* path) {
    const int fd = disk.open(one, path, O_RDONLY, 0);
    if (fd < 0) return "-";
    std::string text(100, '\0');
    text.resize(static_cast<std::size_t>(disk.read(fd, text.data(), text.size())));
    disk.close(fd);
    return text;
}

// The texts of a file after each of many power failures; `write` makes the disk.
template <typename Write>
std::set<std::string> after_power_failures(const char* path, const Write& write) {
    std::set<std::string> texts;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        MemoryDisk disk;
        write(disk);
        Random random(seed);
        disk.lose_power(random);
        texts.insert(text_of(disk, path));
    }
    return texts;
}

}  // namespace

TEST_CASE("After a power failure a file has what was flushed, and any beginning of what was written later", "[sim]") {
    const auto texts = after_power_failures("/a", [](MemoryDisk& disk) {
        const int fd = create(disk, "/a");
        flush(disk, "/");
        disk.write(fd, "kept");
        disk.fsync(fd);
        disk.write(fd, "+1");
        disk.write(fd, "+2");
    });
    CHECK(texts == std::set<std::string>{"kept", "kept+", "kept+1", "kept+1+", "kept+1+2"});
}

TEST_CASE("A name that was not flushed may be lost, also that of a file whose bytes were flushed", "[sim]") {
    const auto texts = after_power_failures("/a", [](MemoryDisk& disk) {
        const int fd = create(disk, "/a");
        disk.write(fd, "text");
        disk.fsync(fd);
    });
    CHECK(texts == std::set<std::string>{"-", "text"});
}

TEST_CASE("A file that replaces another one by its name is there as a whole, or the former one is", "[sim]") {
    const auto texts = after_power_failures("/a", [](MemoryDisk& disk) {
        const int old = create(disk, "/a");
        disk.write(old, "old");
        disk.fsync(old);
        flush(disk, "/");
        const int next = create(disk, "/a.tmp");
        disk.write(next, "new");
        disk.fsync(next);
        CHECK(disk.rename("/a.tmp", "/a") == 0);
    });
    CHECK(texts == std::set<std::string>{"old", "new"});
}

TEST_CASE("A folder that was not flushed into its parent takes all its files with it", "[sim]") {
    const auto texts = after_power_failures("/folder/a", [](MemoryDisk& disk) {
        CHECK(disk.mkdir("/folder", 0700) == 0);
        const int fd = create(disk, "/folder/a");
        disk.write(fd, "text");
        disk.fsync(fd);
        flush(disk, "/folder");
    });
    CHECK(texts == std::set<std::string>{"-", "text"});
}

TEST_CASE("A lock belongs to an open file, and ends with it or with its process", "[sim]") {
    MemoryDisk disk;
    const int mine = create(disk, "/lock");
    const int again = disk.open(one, "/lock", O_RDWR, 0);
    const int other = disk.open(two, "/lock", O_RDWR, 0);
    CHECK(disk.flock(mine, LOCK_EX | LOCK_NB) == 0);
    CHECK(disk.flock(again, LOCK_EX | LOCK_NB) == -EWOULDBLOCK);
    CHECK(disk.flock(other, LOCK_EX | LOCK_NB) == -EWOULDBLOCK);
    CHECK(disk.flock(other, LOCK_UN) == 0);
    CHECK(disk.flock(other, LOCK_EX | LOCK_NB) == -EWOULDBLOCK);
    disk.end_process(one);
    CHECK(disk.flock(other, LOCK_EX | LOCK_NB) == 0);
    CHECK(disk.close(mine) == -EBADF);
}

TEST_CASE("A file without a name lives while it is open, and another one of that name is another file", "[sim]") {
    MemoryDisk disk;
    const int first = create(disk, "/a");
    disk.write(first, "text");
    CHECK(disk.unlink("/a") == 0);
    struct stat before {
    }, after{};
    CHECK(disk.fstat(first, before) == 0);
    CHECK(before.st_size == 4);
    const int second = create(disk, "/a");
    CHECK(disk.fstat(second, after) == 0);
    CHECK(before.st_ino != after.st_ino);
    CHECK(text_of(disk, "/a").empty());
}
