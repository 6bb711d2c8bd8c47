// A file that appears whole or not at all: written beside its place and renamed when everything is in it. A device or a
// pipe has no place to be renamed to and is written as it is.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace syncmod_host {

class OutputFile {
public:
    // Opens what will be written, so that a bad path is known before an expensive read. A symbolic link stays and the
    // file that it names is replaced. Throws Fatal (usage).
    explicit OutputFile(std::filesystem::path path);
    // Without commit() nothing is left behind.
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    // Throws Fatal (failed) when the bytes cannot be brought to the disk, the device or the pipe.
    void commit(std::string_view bytes);

private:
    std::filesystem::path path_;    // as the caller names it
    std::filesystem::path target_;  // what the rename replaces
    std::string temporary_;         // empty: written in place
    int fd_ = -1;
};

}  // namespace syncmod_host
