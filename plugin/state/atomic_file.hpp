// Reading and replacing whole files. After a crash a file has either its old or its new text, complete.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "state/file_descriptor.hpp"
#include "state/files.hpp"
#include "support/mapped_bytes.hpp"

namespace mod_trakt::state {

// Returns the file's bytes; nullopt when it does not exist. A symbolic link is not followed. If the file shrinks while
// it is read, the result is the bytes up to its new end. Throws Failure HOST ("state_unreadable").
std::optional<std::string> read_file(Files& files, const std::string& path);
// The same for large files. `on_piece`, if not empty, receives the bytes in pieces while they are read.
std::optional<MappedBytes> read_mapped(Files& files, const std::string& path,
                                       const std::function<void(std::string_view piece)>& on_piece = {});
// True if anything has this name. Throws Failure HOST ("state_unreadable") if that cannot be found out.
bool exists(Files& files, const std::string& path);

// Writes `parts` one after the other into a temporary file beside `path`, flushes it to disk, renames it to `path` and
// flushes the folder. The file gets `mode`, whatever the umask. Throws Failure HOST ("state_unwritable"): normally
// `path` is then unchanged; when only the folder could not be flushed, `path` has the new text, but a power failure may
// bring the old text back, and the message says so. Callers treat both as not written. A file system that does not
// flush folders (EINVAL, EBADF) causes no failure.
void write_file(Files& files, const std::string& path, std::span<const std::string_view> parts, mode_t mode);

// Writes all bytes at the file's present position. Throws Failure HOST ("state_unwritable"), with `path` in its
// message.
void write_all(const FileDescriptor& file, std::string_view bytes, const std::string& path);

// Creates the folder and its missing parents (0700); what was created survives a power failure. An existing folder
// keeps its permissions. Throws Failure HOST.
void make_folder(Files& files, const std::string& path);

// Makes sure that this existing folder, and the one that contains it, survive a power failure: the process that created
// them may have been killed before it flushed them. Throws Failure HOST ("state_unwritable").
void flush_folder_path(Files& files, const std::string& path);

// When a regular file was last changed (Unix epoch, ms); nullopt if it is not a regular file or cannot be inspected.
std::optional<std::int64_t> changed_at_ms(Files& files, const std::string& path);

// True if this is a name that write_file gives to unfinished files.
bool is_temporary_name(std::string_view name) noexcept;

// Removes a file if it exists. Returns false if the file is still there.
bool remove_file(Files& files, const std::string& path) noexcept;
// The same, and flushes the folder, so that no power failure restores the file. Throws Failure HOST
// ("state_unwritable").
void remove_for_good(Files& files, const std::string& path);

}  // namespace mod_trakt::state
