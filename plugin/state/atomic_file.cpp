// Reading whole files, and replacing them by a temporary one that is renamed.
#include "state/atomic_file.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "state/folder_of.hpp"
#include "support/error.hpp"
#include "support/secret.hpp"

namespace mod_trakt::state {
namespace {

constexpr std::string_view placeholder = ".XXXXXX";
constexpr std::string_view suffix = ".tmp";

[[noreturn]] void fail(const char* reason, const std::string& what, const std::string& path) {
    throw Failure(Status::Host, reason, what + " " + path + ": " + std::strerror(errno));
}

// Creates a new file whose name differs from those of all other threads and processes, including crashed ones.
FileDescriptor open_temporary(Files& files, std::string& name) {
    name += placeholder;
    name += suffix;
    return {files, files.make_temporary(name.data(), static_cast<int>(suffix.size()))};
}

// `done` says what has already happened to `path`; a failure here does not undo it.
void sync_folder_of(Files& files, const std::string& path, const char* done) {
    const std::string folder = folder_of(path);
    const FileDescriptor fd(files, files.open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0));
    if (fd.valid() && files.fsync(fd.get()) == 0) return;
    if (fd.valid() && (errno == EINVAL || errno == EBADF)) return;
    fail("state_unwritable", path + " is " + done + ", but a power failure may undo it: cannot flush the folder",
         folder);
}

struct OpenFile {
    FileDescriptor descriptor;
    std::size_t size = 0;
};

std::optional<OpenFile> open_to_read(Files& files, const std::string& path) {
    FileDescriptor fd(files, files.open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0));
    if (!fd.valid()) {
        if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
        fail("state_unreadable", "cannot open", path);
    }
    struct stat info {};
    if (files.fstat(fd.get(), info) != 0) fail("state_unreadable", "cannot inspect", path);
    if (!S_ISREG(info.st_mode))
        throw Failure(Status::Host, "state_unreadable", path + " is not a regular file; move it away");
    return OpenFile{std::move(fd), static_cast<std::size_t>(info.st_size)};
}

// Returns how many bytes were read.
std::size_t read_all(const FileDescriptor& file, char* buffer, std::size_t size, const std::string& path) {
    std::size_t have = 0;
    while (have < size) {
        const ssize_t got = file.files().read(file.get(), buffer + have, size - have);
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

std::optional<std::string> read_file(Files& files, const std::string& path) {
    const auto file = open_to_read(files, path);
    if (!file) return std::nullopt;
    std::string text(file->size, '\0');
    try {
        text.resize(read_all(file->descriptor, text.data(), text.size(), path));
    } catch (...) {
        wipe(text);  // it may contain a part of a token
        throw;
    }
    return text;
}

std::optional<MappedBytes> read_mapped(Files& files, const std::string& path,
                                       const std::function<void(std::string_view piece)>& on_piece) {
    constexpr std::size_t piece_bytes = 256u << 10;  // small enough to stay in the CPU cache while on_piece uses it
    const auto file = open_to_read(files, path);
    if (!file) return std::nullopt;
    MappedBytes bytes(file->size);
    while (bytes.size() < file->size) {
        const std::size_t wanted = std::min(piece_bytes, file->size - bytes.size());
        const char* const place = bytes.free_place();
        const std::size_t got = read_all(file->descriptor, bytes.free_place(), wanted, path);
        bytes.grow(got);
        if (on_piece) on_piece({place, got});
        if (got < wanted) break;
    }
    return bytes;
}

bool exists(Files& files, const std::string& path) {
    const FileDescriptor fd(files, files.open(path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC, 0));
    if (fd.valid()) return true;
    if (errno == ENOENT || errno == ENOTDIR) return false;
    fail("state_unreadable", "cannot check the existence of", path);
}

void write_file(Files& files, const std::string& path, std::span<const std::string_view> parts, mode_t mode) {
    std::string temporary = path;
    const FileDescriptor fd = open_temporary(files, temporary);
    if (!fd.valid()) fail("state_unwritable", "cannot create", temporary);
    try {
        if (files.fchmod(fd.get(), mode) != 0) fail("state_unwritable", "cannot set the mode of", temporary);
        for (const std::string_view part : parts) write_all(fd, part, temporary);
        if (files.fsync(fd.get()) != 0) fail("state_unwritable", "cannot flush", temporary);
        if (files.rename(temporary.c_str(), path.c_str()) != 0) fail("state_unwritable", "cannot rename onto", path);
    } catch (...) {
        remove_file(files, temporary);
        throw;
    }
    sync_folder_of(files, path, "written");
}

void write_all(const FileDescriptor& file, std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
        const ssize_t written = file.files().write(file.get(), bytes.data(), bytes.size());
        if (written <= 0) {
            if (written < 0 && errno == EINTR) continue;
            if (written == 0) errno = EIO;  // write() reported no error
            fail("state_unwritable", "cannot write", path);
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

void make_folder(Files& files, const std::string& path) {
    const std::string parent = folder_of(path);
    if (files.mkdir(path.c_str(), 0700) == 0) return sync_folder_of(files, path, "created");
    if (errno == ENOENT && !parent.empty() && parent != path) {
        make_folder(files, parent);
        if (files.mkdir(path.c_str(), 0700) == 0) return sync_folder_of(files, path, "created");
    }
    const int refusal = errno;
    // An existing folder keeps its permissions: it may be shared on purpose.
    if (refusal == EEXIST &&
        FileDescriptor(files, files.open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC, 0)).valid())
        return;
    errno = refusal;
    fail("state_unwritable", "cannot create the folder", path);
}

void flush_folder_path(Files& files, const std::string& path) {
    for (const std::string& folder : {path, folder_of(path)}) sync_folder_of(files, folder, "there");
}

std::optional<std::int64_t> changed_at_ms(Files& files, const std::string& path) {
    const FileDescriptor fd(files, files.open(path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC, 0));
    struct stat info {};
    if (!fd.valid() || files.fstat(fd.get(), info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
    return info.st_mtim.tv_sec * std::int64_t{1000} + info.st_mtim.tv_nsec / 1'000'000;
}

bool is_temporary_name(std::string_view name) noexcept {
    const std::size_t added = placeholder.size() + suffix.size();
    return name.size() > added && name.ends_with(suffix) && name[name.size() - added] == '.';
}

bool remove_file(Files& files, const std::string& path) noexcept {
    return files.unlink(path.c_str()) == 0 || errno == ENOENT || errno == ENOTDIR;
}

void remove_for_good(Files& files, const std::string& path) {
    if (files.unlink(path.c_str()) == 0) return sync_folder_of(files, path, "removed");
    if (errno != ENOENT && errno != ENOTDIR) fail("state_unwritable", "cannot remove", path);
}

}  // namespace mod_trakt::state
