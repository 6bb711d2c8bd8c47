#include "state/state_folder.hpp"

#include <chrono>
#include <filesystem>
#include <utility>

#include "state/atomic_file.hpp"
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

// What writers that were killed have left; those that still write are younger.
void remove_leavings(const std::string& folder) {
    namespace fs = std::filesystem;
    std::error_code ignored;
    const auto before = fs::file_time_type::clock::now() - std::chrono::hours(24);
    for (fs::directory_iterator at(folder, ignored), end; at != end && !ignored; at.increment(ignored))
        if (is_temporary_name(at->path().filename().string()) && at->is_regular_file(ignored) &&
            at->last_write_time(ignored) < before)
            remove_file(at->path().string());
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

StateFolder::StateFolder(std::string root) : root_(std::move(root)) {
    while (root_.size() > 1 && root_.back() == '/') root_.pop_back();
    make_folder(root_);
    make_folder(root_ + "/cache");
    for (const std::string& folder : {root_, root_ + "/cache"}) remove_leavings(folder);
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
