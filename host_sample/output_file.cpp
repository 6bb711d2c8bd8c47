#include "output_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

#include "call.hpp"

namespace syncmod_host {
namespace {

Fatal file_error(int exit_code, const std::filesystem::path& path) {
    return Fatal(exit_code,
                 {.status = SYNCMOD_HOST,
                  .reason = "cannot_write",
                  .message = "cannot write " + path.string() + ": " + std::generic_category().message(errno)});
}

}  // namespace

OutputFile::OutputFile(std::filesystem::path path) : path_(std::move(path)), temporary_(path_.string() + ".XXXXXX") {
    struct stat info = {};
    if (::stat(path_.c_str(), &info) == 0 && !S_ISREG(info.st_mode)) {
        errno = S_ISDIR(info.st_mode) ? EISDIR : EINVAL;  // a rename would replace the device or pipe itself
        throw file_error(exit_usage, path_);
    }
    fd_ = ::mkostemp(temporary_.data(), O_CLOEXEC);
    if (fd_ < 0) throw file_error(exit_usage, path_);
}

OutputFile::~OutputFile() {
    if (fd_ < 0) return;
    ::close(fd_);
    ::unlink(temporary_.c_str());
}

void OutputFile::commit(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) throw file_error(exit_failed, path_);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(fd_) != 0 || std::rename(temporary_.c_str(), path_.c_str()) != 0) throw file_error(exit_failed, path_);
    ::close(fd_);
    fd_ = -1;
}

}  // namespace syncmod_host
