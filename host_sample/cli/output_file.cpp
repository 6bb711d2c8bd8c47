#include "cli/output_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

#include "lib/problem.hpp"

namespace syncmod_host {
namespace {

Fatal file_error(int exit_code, const std::filesystem::path& path) {
    return Fatal(exit_code,
                 {.status = SYNCMOD_HOST,
                  .reason = "cannot_write",
                  .message = "cannot write " + path.string() + ": " + std::generic_category().message(errno)});
}

// The path at the end of symbolic links; no file needs to exist there. Precondition: the links are not circular.
std::filesystem::path end_of_links(std::filesystem::path path) {
    constexpr int most_links = 40;  // the kernel's limit
    std::error_code not_a_link;
    for (int links = 0; links < most_links; ++links) {
        const auto next = std::filesystem::read_symlink(path, not_a_link);
        if (not_a_link) break;
        path = path.parent_path() / next;
    }
    return path;
}

}  // namespace

OutputFile::OutputFile(std::filesystem::path path) : path_(std::move(path)) {
    struct stat info = {};
    const bool exists = ::stat(path_.c_str(), &info) == 0;
    if (!exists && errno != ENOENT) throw file_error(exit_usage, path_);
    if (exists && !S_ISREG(info.st_mode)) {
        fd_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
    } else {
        target_ = end_of_links(path_);
        temporary_ = target_.string() + ".XXXXXX";
        fd_ = ::mkostemp(temporary_.data(), O_CLOEXEC);
    }
    if (fd_ < 0) throw file_error(exit_usage, path_);
}

OutputFile::~OutputFile() {
    if (fd_ < 0) return;
    ::close(fd_);
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void OutputFile::commit(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) throw file_error(exit_failed, path_);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    // Only a temporary file is synced: a device or pipe has no disk.
    if (!temporary_.empty() && (::fsync(fd_) != 0 || std::rename(temporary_.c_str(), target_.c_str()) != 0))
        throw file_error(exit_failed, path_);
    ::close(fd_);
    fd_ = -1;
}

}  // namespace syncmod_host
