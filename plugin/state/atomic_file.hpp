// Files that are either the old or the new whole text, whatever happens while they are written.
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

// The file's bytes; nullopt when it does not exist. A symbolic link is not followed. A file that ends before the size
// that it had when it was opened is the bytes up to there. Throws Failure HOST
// ("state_unreadable").
std::optional<std::string> read_file(Files& files, const std::string& path);
// The same for large files; `on_piece`, if any, sees the bytes in pieces as they come.
std::optional<MappedBytes> read_mapped(Files& files, const std::string& path,
                                       const std::function<void(std::string_view piece)>& on_piece = {});
// Whether anything has this name. Throws Failure HOST ("state_unreadable") when that cannot be found out.
bool exists(Files& files, const std::string& path);

// Writes `parts` one behind the other into a temporary file beside `path`, flushes it to disk, renames it over `path`
// and flushes the folder. `mode` is the file's, whatever the umask says. Throws Failure HOST ("state_unwritable"): as a
// rule `path` is then as it was; when only the folder could not be flushed, `path` has the new text, but a power
// failure may bring the old one back, and the message says so. Callers count both as not written. A file system that
// flushes no folders (EINVAL, EBADF) is not at fault: the new text is as safe as it can be there.
void write_file(Files& files, const std::string& path, std::span<const std::string_view> parts, mode_t mode);

// Writes to where an open file stands, until nothing is left. Throws Failure HOST ("state_unwritable"); `path` is the
// name that its message gives.
void write_all(const FileDescriptor& file, std::string_view bytes, const std::string& path);

// Creates the folder and what is missing above it (0700); one that is there keeps its rights. Throws Failure HOST.
void make_folder(Files& files, const std::string& path);

// When a regular file was last changed (Unix epoch, ms); nullopt: it cannot be looked at, or is none.
std::optional<std::int64_t> changed_at_ms(Files& files, const std::string& path);

// Whether write_file gives such names to files that are not finished.
bool is_temporary_name(std::string_view name) noexcept;

// False: it is still there.
bool remove_file(Files& files, const std::string& path) noexcept;
// The same, and no power failure brings it back. Throws Failure HOST ("state_unwritable").
void remove_for_good(Files& files, const std::string& path);

}  // namespace mod_trakt::state
