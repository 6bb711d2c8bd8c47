// Names of the files of a state folder, and its upkeep.
#include "state/state_folder.hpp"

#include <fcntl.h>

#include <optional>
#include <utility>
#include <vector>

#include "state/atomic_file.hpp"
#include "state/file_descriptor.hpp"
#include "support/fingerprint.hpp"

namespace mod_trakt::state {
namespace {

constexpr std::size_t max_part_bytes = 96;

bool safe_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
}

// "-" and eight hexadecimal digits at the end: what an altered name looks like.
bool looks_altered(std::string_view name) {
    constexpr std::size_t digits = 8;
    if (name.size() <= digits || name[name.size() - digits - 1] != '-') return false;
    return name.substr(name.size() - digits).find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// Nullopt: it cannot be looked at, or is no file of ours.
std::optional<std::int64_t> changed_at_ms(Files& files, const std::string& path) {
    const FileDescriptor fd(files, files.open(path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC, 0));
    struct stat info {};
    if (!fd.valid() || files.fstat(fd.get(), info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
    return info.st_mtim.tv_sec * std::int64_t{1000} + info.st_mtim.tv_nsec / 1'000'000;
}

// What writers that were killed have left; those that still write are younger.
void remove_leavings(Files& files, const std::string& folder, std::int64_t now_ms) {
    constexpr std::int64_t day_ms = 86'400'000;
    std::vector<std::string> names;
    if (files.list_folder(folder.c_str(), names) != 0) return;
    for (const std::string& name : names) {
        if (!is_temporary_name(name)) continue;
        const std::string path = folder + "/" + name;
        if (const auto changed_ms = changed_at_ms(files, path); changed_ms && *changed_ms < now_ms - day_ms)
            remove_file(files, path);
    }
}

}  // namespace

std::string safe_path_part(std::string_view name) {
    std::string part;
    for (const char c : name.substr(0, max_part_bytes)) part += safe_character(c) ? c : '_';
    while (!part.empty() && part.front() == '.') part.erase(0, 1);
    if (part == name && !part.empty() && !looks_altered(name)) return part;
    return (part.empty() ? "default" : part.substr(0, max_part_bytes - 9)) + "-" +
           Fingerprint().add(name).hex().substr(0, 8);
}

std::string credentials_file_of(std::string_view root) { return std::string(root) + "/credentials.json"; }

StateFolder::StateFolder(Files& files, std::string root, std::int64_t now_ms) : files_(files), root_(std::move(root)) {
    while (root_.size() > 1 && root_.back() == '/') root_.pop_back();
    make_folder(files_, root_);
    make_folder(files_, root_ + "/cache");
    for (const std::string& folder : {root_, root_ + "/cache"}) remove_leavings(files_, folder, now_ms);
}

std::string StateFolder::snapshot_file(std::string_view account, std::string_view feature) const {
    return root_ + "/cache/" + safe_path_part(account) + "." + safe_path_part(feature) + ".snapshot";
}

std::string StateFolder::pages_file(std::string_view account, std::string_view list) const {
    return root_ + "/cache/" + safe_path_part(account) + "." + safe_path_part(list) + ".pages";
}

std::string StateFolder::rate_file(std::string_view account) const {
    return root_ + "/cache/" + safe_path_part(account) + ".rate";
}

}  // namespace mod_trakt::state
