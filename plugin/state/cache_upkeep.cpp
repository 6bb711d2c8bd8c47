// Recognising the plugin's files in a cache by name, and moving or removing them.
#include "state/cache_upkeep.hpp"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "state/atomic_file.hpp"
#include "state/locked_file.hpp"
#include "state/owner_line.hpp"
#include "state/write_mark.hpp"
#include "support/error.hpp"

namespace mod_trakt::state {
namespace {

constexpr std::string_view rate_name = "rate", sightings_name = "sightings", settings_name = "settings";

bool is_snapshot(std::string_view name) noexcept { return name.ends_with(".snapshot"); }
bool is_mark(std::string_view name) noexcept { return name.ends_with(".written"); }
bool is_pages(std::string_view name) noexcept { return name.ends_with(".pages"); }
bool is_ours(std::string_view name) noexcept {
    return is_snapshot(name) || is_mark(name) || is_pages(name) || name == rate_name || name == sightings_name ||
           name == settings_name || is_temporary_name(name);
}

// True if this is a file of a former layout, which kept the files of all accounts in one folder.
bool is_of_former_layout(std::string_view name) noexcept {
    return is_snapshot(name) || is_mark(name) || is_pages(name) || name.ends_with(".rate");
}

// The plugin's files in a folder.
struct Contents {
    std::vector<std::string> names;
    std::int64_t changed_ms = 0;  // the last change of one of these files or of the folder
};

// Nullopt if it is not a folder or cannot be listed.
std::optional<Contents> contents_of(Files& files, const std::string& folder, bool (*is_ours)(std::string_view)) {
    const FileDescriptor fd(files, files.open(folder.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0));
    struct stat info {};
    std::vector<std::string> names;
    if (!fd.valid() || files.fstat(fd.get(), info) != 0 || files.list_folder(folder.c_str(), names) != 0)
        return std::nullopt;
    Contents contents;
    contents.changed_ms = info.st_mtim.tv_sec * std::int64_t{1000};
    for (std::string& name : names) {
        if (!is_ours(name)) continue;
        const auto changed_ms = changed_at_ms(files, folder + "/" + name);
        if (!changed_ms) continue;
        contents.changed_ms = std::max(contents.changed_ms, *changed_ms);
        contents.names.push_back(std::move(name));
    }
    return contents;
}

// True if another process has locked the file. A process that works with an account locks its page journal and its
// pace.
bool is_locked_elsewhere(Files& files, const std::string& path) {
    LockedFile file(FileDescriptor(files, files.open(path.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0)));
    return file.is_open() && !file.try_lock();
}

void remove_cache(Files& files, const std::string& path, const std::vector<std::string>& ours) {
    const bool in_use = std::any_of(ours.begin(), ours.end(), [&](const std::string& name) {
        return (is_pages(name) || name == rate_name) && is_locked_elsewhere(files, path + "/" + name);
    });
    if (in_use) return;
    for (const std::string& name : ours) remove_file(files, path + "/" + name);
    (void)files.rmdir(path.c_str());  // fails if the folder contains other files
}

// Writes under the name `from` also change what was read under the name `to`.
void note_other_writes(Files& files, const std::string& from, const std::string& to) {
    try {
        if (WriteMark(files, from).has_writes()) WriteMark(files, to).note_write();
    } catch (const Failure&) {
        // The mark can be neither extended nor removed. Then nothing else in the folder can be changed either.
    }
}

// Moves a file from one account to another. It is copied, because its first line changes.
void hand_over(Files& files, const std::string& path, std::string_view from, const std::string& wanted,
               std::string_view to) {
    try {
        const auto bytes = read_mapped(files, path);
        const auto rest = bytes ? behind_owner_line(bytes->view(), from) : std::nullopt;
        const std::string line = owner_line(to);
        if (rest) write_file(files, wanted, std::array<std::string_view, 2>{line, *rest}, 0600);
    } catch (const Failure&) {
        // The next read requests the data from Trakt again.
    }
}

}  // namespace

void join_cache(const StateFolder& folder, std::string_view from, std::string_view to) {
    Files& files = folder.files();
    const std::string source = folder.cache_folder(from), target = folder.cache_folder(to);
    auto contents = contents_of(files, source, is_ours);
    if (!contents) return;
    // Marks first: a snapshot counts as the present state only with its mark beside it.
    std::vector<std::string>& names = contents->names;
    std::partition(names.begin(), names.end(), [](const std::string& name) { return is_mark(name); });
    for (const std::string& name : names) {
        const std::string path = source + "/" + name, wanted = target + "/" + name;
        const bool is_there = changed_at_ms(files, wanted).has_value();
        if (is_mark(name) && is_there) note_other_writes(files, path, wanted);
        if (is_mark(name) && !is_there && files.rename(path.c_str(), wanted.c_str()) == 0) continue;
        if ((is_snapshot(name) || is_pages(name) || name == sightings_name) && !is_there)
            hand_over(files, path, from, wanted, to);
        remove_file(files, path);
    }
    (void)files.rmdir(source.c_str());
}

void prune_cache(const StateFolder& folder, std::size_t most, const IsUnused& is_unused) {
    Files& files = folder.files();
    const std::string root = folder.cache_root();
    if (const auto former = contents_of(files, root, is_of_former_layout))
        for (const std::string& name : former->names) remove_file(files, root + "/" + name);
    std::vector<std::string> names;
    if (files.list_folder(root.c_str(), names) != 0) return;
    std::size_t removed = 0;
    for (const std::string& name : names) {
        if (removed == most) return;
        const std::string path = root + "/" + name;
        const auto contents = contents_of(files, path, is_ours);
        if (!contents || !is_unused(name, contents->changed_ms)) continue;
        remove_cache(files, path, contents->names);
        ++removed;
    }
}

}  // namespace mod_trakt::state
