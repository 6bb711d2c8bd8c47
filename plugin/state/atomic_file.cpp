#include "state/atomic_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "state/file_descriptor.hpp"
#include "support/error.hpp"

namespace mod_trakt::state {
namespace {

constexpr std::string_view placeholder = ".XXXXXX";
constexpr std::string_view suffix = ".tmp";

[[noreturn]] void fail(const char* reason, const std::string& what, const std::string& path) {
    throw Failure(Status::Host, reason, what + " " + path + ": " + std::strerror(errno));
}

// A new file beside `path` whose name nobody else has: not another thread or process, nor one that crashed.
FileDescriptor open_temporary(std::string& name) {
    name += placeholder;
    name += suffix;
    return FileDescriptor(::mkostemps(name.data(), static_cast<int>(suffix.size()), O_CLOEXEC));
}

void write_all(int fd, std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0) {
            if (errno == EINTR) continue;
            fail("state_unwritable", "cannot write", path);
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

void sync_folder_of(const std::string& path) {
    const std::string folder = std::filesystem::path(path).parent_path().string();
    const FileDescriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd.valid() || ::fsync(fd.get()) != 0) fail("state_unwritable", "cannot flush the folder", folder);
}

struct OpenFile {
    FileDescriptor descriptor;
    std::size_t size = 0;
};

std::optional<OpenFile> open_to_read(const std::string& path) {
    FileDescriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!fd.valid()) {
        if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
        fail("state_unreadable", "cannot open", path);
    }
    struct stat info {};
    if (::fstat(fd.get(), &info) != 0) fail("state_unreadable", "cannot look at", path);
    if (!S_ISREG(info.st_mode)) throw Failure(Status::Host, "state_unreadable", path + " is not a regular file");
    return OpenFile{std::move(fd), static_cast<std::size_t>(info.st_size)};
}

// How many bytes there were.
std::size_t read_all(int fd, char* room, std::size_t size, const std::string& path) {
    std::size_t have = 0;
    while (have < size) {
        const ssize_t got = ::read(fd, room + have, size - have);
        if (got < 0) {
            if (errno == EINTR) continue;
            fail("state_unreadable", "cannot read", path);
        }
        if (got == 0) break;
        have += static_cast<std::size_t>(got);
    }
    return have;
}

}  // namespace

std::optional<std::string> read_file(const std::string& path) {
    const auto file = open_to_read(path);
    if (!file) return std::nullopt;
    std::string text(file->size, '\0');
    text.resize(read_all(file->descriptor.get(), text.data(), text.size(), path));
    return text;
}

std::optional<MappedBytes> read_mapped(const std::string& path,
                                       const std::function<void(std::string_view piece)>& on_piece) {
    constexpr std::size_t piece_bytes = 256u << 10;  // stays in the machine's cache while it is looked at
    const auto file = open_to_read(path);
    if (!file) return std::nullopt;
    MappedBytes bytes(file->size, MappedBytes::Filled::AtOnce);
    while (bytes.size() < file->size) {
        const std::size_t wanted = std::min(piece_bytes, file->size - bytes.size());
        const char* const place = bytes.free_room();
        const std::size_t got = read_all(file->descriptor.get(), bytes.free_room(), wanted, path);
        bytes.grow(got);
        if (on_piece) on_piece({place, got});
        if (got < wanted) break;
    }
    return bytes;
}

void write_file(const std::string& path, std::span<const std::string_view> parts, mode_t mode) {
    std::string temporary = path;
    const FileDescriptor fd = open_temporary(temporary);
    if (!fd.valid()) fail("state_unwritable", "cannot create", temporary);
    try {
        if (::fchmod(fd.get(), mode) != 0) fail("state_unwritable", "cannot set the mode of", temporary);
        for (const std::string_view part : parts) write_all(fd.get(), part, temporary);
        if (::fsync(fd.get()) != 0) fail("state_unwritable", "cannot flush", temporary);
        if (::rename(temporary.c_str(), path.c_str()) != 0) fail("state_unwritable", "cannot rename onto", path);
    } catch (...) {
        remove_file(temporary);
        throw;
    }
    sync_folder_of(path);
}

void make_folder(const std::string& path) {
    const std::filesystem::path parent = std::filesystem::path(path).parent_path();
    if (::mkdir(path.c_str(), 0700) == 0) return;
    if (errno == ENOENT && !parent.empty() && parent != path) {
        make_folder(parent.string());
        if (::mkdir(path.c_str(), 0700) == 0) return;
    }
    // A folder that is there keeps its rights: it may be shared with others on purpose.
    if (errno == EEXIST && std::filesystem::is_directory(path)) return;
    fail("state_unwritable", "cannot create the folder", path);
}

bool is_temporary_name(std::string_view name) noexcept {
    const std::size_t added = placeholder.size() + suffix.size();
    return name.size() > added && name.ends_with(suffix) && name[name.size() - added] == '.';
}

void remove_file(const std::string& path) noexcept { ::unlink(path.c_str()); }

}  // namespace mod_trakt::state
