// Files and folders as nodes with their present content, the flushed one, and the changes between the two.
#include "memory_disk.hpp"

#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <set>

namespace mod_trakt::sim {

MemoryDisk::MemoryDisk() : root_(new_node(true, 0755)) {}

MemoryDisk::NodePtr MemoryDisk::new_node(bool is_folder, mode_t mode) {
    auto node = std::make_shared<Node>();
    node->is_folder = is_folder;
    node->number = ++last_number_;
    node->mode = mode;
    node->changed_ms = unix_ms();
    return node;
}

MemoryDisk::Place MemoryDisk::place_of(std::string_view path) const {
    while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    const std::size_t slash = path.rfind('/');
    const NodePtr folder = slash == 0 ? root_ : find(path.substr(0, slash));
    return {folder != nullptr && folder->is_folder ? folder : nullptr, std::string(path.substr(slash + 1))};
}

MemoryDisk::NodePtr MemoryDisk::find(std::string_view path) const {
    NodePtr node = root_;
    while (node != nullptr && !path.empty()) {
        const std::size_t end = std::min(path.find('/'), path.size());
        const std::string name(path.substr(0, end));
        path.remove_prefix(std::min(end + 1, path.size()));
        if (name.empty()) continue;
        const auto found = node->now.names.find(name);
        node = found == node->now.names.end() ? nullptr : found->second;
    }
    return node;
}

MemoryDisk::OpenFile* MemoryDisk::file(int fd) const {
    const auto found = open_.find(fd);
    return found == open_.end() ? nullptr : found->second.get();
}

std::string MemoryDisk::path_of(int fd) const {
    const OpenFile* open = file(fd);
    return open == nullptr ? std::string() : open->path;
}

void MemoryDisk::apply(const Change& change, Content& content) {
    if (change.size) content.bytes.resize(static_cast<std::size_t>(*change.size));
    const std::size_t end = static_cast<std::size_t>(change.offset) + change.bytes.size();
    if (!change.bytes.empty()) {
        if (content.bytes.size() < end) content.bytes.resize(end);
        content.bytes.replace(static_cast<std::size_t>(change.offset), change.bytes.size(), change.bytes);
    }
    for (const auto& [name, node] : change.names) {
        if (node == nullptr)
            content.names.erase(name);
        else
            content.names[name] = node;
    }
}

void MemoryDisk::change(Node& node, Change change) {
    apply(change, node.now);
    node.changed_ms = unix_ms();
    node.unflushed.push_back(std::move(change));
}

int MemoryDisk::add_file(pid_t process, NodePtr node, int flags, std::string path) {
    auto opened = std::make_unique<OpenFile>();
    opened->process = process;
    opened->node = std::move(node);
    opened->flags = flags;
    opened->path = std::move(path);
    open_.emplace(++last_fd_, std::move(opened));
    return last_fd_;
}

int MemoryDisk::open(pid_t process, std::string_view path, int flags, mode_t mode) {
    NodePtr node = find(path);
    if (node == nullptr) {
        if ((flags & O_CREAT) == 0) return -ENOENT;
        const Place place = place_of(path);
        if (place.folder == nullptr) return -ENOENT;
        node = new_node(false, mode);
        Change created;
        created.names.emplace_back(place.name, node);
        change(*place.folder, std::move(created));
    } else if ((flags & O_CREAT) != 0 && (flags & O_EXCL) != 0) {
        return -EEXIST;
    }
    const bool writes = (flags & O_ACCMODE) != O_RDONLY;
    if (node->is_folder && writes) return -EISDIR;
    if (!node->is_folder && (flags & O_DIRECTORY) != 0) return -ENOTDIR;
    return add_file(process, std::move(node), flags, std::string(path));
}

int MemoryDisk::make_temporary(pid_t process, std::string& pattern, std::size_t suffix_bytes) {
    constexpr std::size_t letters = 6;
    char name[letters + 1];
    std::snprintf(name, sizeof name, "%06llu", static_cast<unsigned long long>(++last_temporary_ % 1'000'000));
    pattern.replace(pattern.size() - suffix_bytes - letters, letters, name);
    return open(process, pattern, O_RDWR | O_CREAT | O_EXCL, 0600);
}

int MemoryDisk::close(int fd) {
    const auto found = open_.find(fd);
    if (found == open_.end()) return -EBADF;
    Node& node = *found->second->node;
    if (node.locked_by == found->second.get()) node.locked_by = nullptr;
    open_.erase(found);
    return 0;
}

std::int64_t MemoryDisk::read(int fd, void* room, std::size_t size) {
    OpenFile* const open = file(fd);
    if (open == nullptr) return -EBADF;
    const std::int64_t got = pread(fd, room, size, open->offset);
    if (got > 0) open->offset += got;
    return got;
}

std::int64_t MemoryDisk::pread(int fd, void* room, std::size_t size, off_t offset) const {
    const OpenFile* const open = file(fd);
    if (open == nullptr) return -EBADF;
    if (open->node->is_folder) return -EISDIR;
    const std::string& bytes = open->node->now.bytes;
    if (static_cast<std::size_t>(offset) >= bytes.size()) return 0;
    const std::size_t got = std::min(size, bytes.size() - static_cast<std::size_t>(offset));
    std::memcpy(room, bytes.data() + offset, got);
    return static_cast<std::int64_t>(got);
}

std::int64_t MemoryDisk::write(int fd, std::string_view bytes) {
    OpenFile* const open = file(fd);
    if (open == nullptr) return -EBADF;
    if ((open->flags & O_APPEND) != 0) open->offset = static_cast<std::int64_t>(open->node->now.bytes.size());
    const std::int64_t written = pwrite(fd, bytes, open->offset);
    if (written > 0) open->offset += written;
    return written;
}

std::int64_t MemoryDisk::pwrite(int fd, std::string_view bytes, off_t offset) {
    OpenFile* const open = file(fd);
    if (open == nullptr) return -EBADF;
    if ((open->flags & O_ACCMODE) == O_RDONLY) return -EBADF;
    Change written;
    written.offset = offset;
    written.bytes = bytes;
    change(*open->node, std::move(written));
    return static_cast<std::int64_t>(bytes.size());
}

int MemoryDisk::ftruncate(int fd, off_t size) {
    OpenFile* const open = file(fd);
    if (open == nullptr || (open->flags & O_ACCMODE) == O_RDONLY) return -EBADF;
    Change cut;
    cut.size = size;
    change(*open->node, std::move(cut));
    return 0;
}

int MemoryDisk::fsync(int fd) {
    OpenFile* const open = file(fd);
    if (open == nullptr) return -EBADF;
    open->node->flushed = open->node->now;
    open->node->unflushed.clear();
    return 0;
}

int MemoryDisk::fstat(int fd, struct stat& info) const {
    const OpenFile* const open = file(fd);
    if (open == nullptr) return -EBADF;
    const Node& node = *open->node;
    info = {};
    info.st_dev = 77;
    info.st_ino = node.number;
    info.st_mode = node.mode | static_cast<mode_t>(node.is_folder ? S_IFDIR : S_IFREG);
    info.st_nlink = 1;
    info.st_size = static_cast<off_t>(node.now.bytes.size());
    info.st_mtim.tv_sec = node.changed_ms / 1000;
    info.st_mtim.tv_nsec = node.changed_ms % 1000 * 1'000'000;
    return 0;
}

int MemoryDisk::fchmod(int fd, mode_t mode) {
    OpenFile* const open = file(fd);
    if (open == nullptr) return -EBADF;
    open->node->mode = mode;
    return 0;
}

int MemoryDisk::flock(int fd, int operation) {
    OpenFile* const open = file(fd);
    if (open == nullptr) return -EBADF;
    Node& node = *open->node;
    if ((operation & LOCK_UN) != 0) {
        if (node.locked_by == open) node.locked_by = nullptr;
        return 0;
    }
    if (node.locked_by != nullptr && node.locked_by != open) return -EWOULDBLOCK;
    node.locked_by = open;
    return 0;
}

int MemoryDisk::rename(std::string_view from, std::string_view to) {
    const NodePtr node = find(from);
    const Place source = place_of(from), target = place_of(to);
    if (node == nullptr || target.folder == nullptr) return -ENOENT;
    if (source.folder == target.folder) {
        Change renamed;
        renamed.names = {{source.name, nullptr}, {target.name, node}};
        change(*source.folder, std::move(renamed));
        return 0;
    }
    Change added, removed;
    added.names.emplace_back(target.name, node);
    removed.names.emplace_back(source.name, nullptr);
    change(*target.folder, std::move(added));
    change(*source.folder, std::move(removed));
    return 0;
}

int MemoryDisk::unlink(std::string_view path) {
    const NodePtr node = find(path);
    if (node == nullptr) return -ENOENT;
    if (node->is_folder) return -EISDIR;
    const Place place = place_of(path);
    Change removed;
    removed.names.emplace_back(place.name, nullptr);
    change(*place.folder, std::move(removed));
    return 0;
}

int MemoryDisk::mkdir(std::string_view path, mode_t mode) {
    if (find(path) != nullptr) return -EEXIST;
    const Place place = place_of(path);
    if (place.folder == nullptr) return -ENOENT;
    Change made;
    made.names.emplace_back(place.name, new_node(true, mode));
    change(*place.folder, std::move(made));
    return 0;
}

int MemoryDisk::rmdir(std::string_view path) {
    const NodePtr node = find(path);
    if (node == nullptr) return -ENOENT;
    if (!node->is_folder) return -ENOTDIR;
    if (!node->now.names.empty()) return -ENOTEMPTY;
    const Place place = place_of(path);
    Change removed;
    removed.names.emplace_back(place.name, nullptr);
    change(*place.folder, std::move(removed));
    return 0;
}

int MemoryDisk::list_folder(std::string_view path, std::vector<std::string>& names) const {
    const NodePtr node = find(path);
    if (node == nullptr) return -ENOENT;
    if (!node->is_folder) return -ENOTDIR;
    for (const auto& [name, child] : node->now.names) names.push_back(name);
    return 0;
}

void MemoryDisk::end_process(pid_t process) {
    std::erase_if(open_, [process](const auto& entry) {
        const auto& [fd, open] = entry;
        if (open->process != process) return false;
        if (open->node->locked_by == open.get()) open->node->locked_by = nullptr;
        return true;
    });
}

void MemoryDisk::lose_unflushed(Node& node, Random& random) {
    const std::size_t kept = random.below(node.unflushed.size() + 1);
    node.now = node.flushed;
    for (std::size_t i = 0; i < kept; ++i) apply(node.unflushed[i], node.now);
    // Of the next write a part may have reached the disk.
    if (kept < node.unflushed.size() && !node.unflushed[kept].bytes.empty()) {
        Change part = node.unflushed[kept];
        part.bytes.resize(random.below(part.bytes.size()));
        apply(part, node.now);
    }
    node.flushed = node.now;
    node.unflushed.clear();
}

void MemoryDisk::lose_power(Random& random) {
    open_.clear();
    // Top down: what a folder has lost cannot be reached any more.
    std::vector<NodePtr> left{root_};
    std::set<ino_t> seen;
    while (!left.empty()) {
        const NodePtr node = left.back();
        left.pop_back();
        if (!seen.insert(node->number).second) continue;
        node->locked_by = nullptr;
        lose_unflushed(*node, random);
        for (const auto& [name, child] : node->now.names) left.push_back(child);
    }
}

}  // namespace mod_trakt::sim
