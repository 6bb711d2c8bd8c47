// The paths in a state folder, and whether its file system supports locks between machines.
#include "state/state_folder.hpp"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/file.h>

#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "state/atomic_file.hpp"
#include "state/file_descriptor.hpp"
#include "support/clock.hpp"

namespace mod_trakt::state {
namespace {

// The name of a file system type whose locks may not reach other machines; null for all other types.
const char* remote_type(unsigned long type) noexcept {
    switch (type) {
        case NFS_SUPER_MAGIC: return "NFS";
        case SMB_SUPER_MAGIC:
        case SMB2_SUPER_MAGIC:
        case CIFS_SUPER_MAGIC: return "CIFS";
        case FUSE_SUPER_MAGIC: return "FUSE";
        default: return nullptr;
    }
}

}  // namespace

std::string credentials_file_of(std::string_view root) { return std::string(root) + "/credentials.json"; }

StateFolder::StateFolder(Files& files, std::string root, std::int64_t now_ms) : files_(files), root_(std::move(root)) {
    while (root_.size() > 1 && root_.back() == '/') root_.pop_back();
    make_folder(files_, root_);
    make_folder(files_, cache_root());
    for (const std::string& folder : {root_, cache_root()}) remove_old_temporary_files(files_, folder, now_ms);
}

std::string StateFolder::open_precious(std::string_view account) const {
    std::string folder = precious_folder(account);
    make_folder(files_, folder);
    return folder;
}

void StateFolder::open_cache(std::string_view account, std::int64_t now_ms) const {
    const std::string folder = cache_folder(account);
    make_folder(files_, folder);
    remove_old_temporary_files(files_, folder, now_ms);
}

std::string StateFolder::snapshot_file(std::string_view account, std::string_view rules,
                                       std::string_view feature) const {
    return cache_folder(account) + "/" + std::string(feature) + "." + std::string(rules) + ".snapshot";
}

std::string StateFolder::mark_file(std::string_view account, std::string_view feature) const {
    return cache_folder(account) + "/" + std::string(feature) + ".written";
}

std::string StateFolder::pages_file(std::string_view account, std::string_view rules, std::string_view list) const {
    return cache_folder(account) + "/" + std::string(list) + "." + std::string(rules) + ".pages";
}

std::string why_locks_are_local(Files& files, const std::string& folder) {
    const FileDescriptor fd(files, files.open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0));
    if (!fd.valid()) return {};
    struct statfs info {};
    if (files.fstatfs(fd.get(), info) == 0)
        if (const char* type = remote_type(static_cast<std::uint32_t>(info.f_type)); type != nullptr)
            return folder + " lies on a file system of type " + type;
    if (files.flock(fd.get(), LOCK_EX | LOCK_NB) == 0) {
        (void)files.flock(fd.get(), LOCK_UN);
        return {};
    }
    // Another holder has the lock, so locks work.
    if (errno == EWOULDBLOCK || errno == EINTR) return {};
    return "files in " + folder + " cannot be locked: " + std::strerror(errno);
}

void remove_old_temporary_files(Files& files, const std::string& folder, std::int64_t now_ms) {
    // A younger file may belong to a writer that is still at work.
    std::vector<std::string> names;
    if (files.list_folder(folder.c_str(), names) != 0) return;
    for (const std::string& name : names) {
        if (!is_temporary_name(name)) continue;
        const std::string path = folder + "/" + name;
        if (const auto changed_ms = changed_at_ms(files, path); changed_ms && *changed_ms < now_ms - day_ms)
            remove_file(files, path);
    }
}

}  // namespace mod_trakt::state
