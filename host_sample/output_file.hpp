// A file that appears whole or not at all: written beside its place and renamed when everything is in it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace syncmod_host {

class OutputFile {
public:
    // Opens the temporary file, so that a bad path is known before an expensive read. Throws Fatal (usage).
    explicit OutputFile(std::filesystem::path path);
    // Without commit() nothing is left behind.
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    // Throws Fatal (failed) when the bytes cannot be brought to the disk.
    void commit(std::string_view bytes);

private:
    std::filesystem::path path_;
    std::string temporary_;
    int fd_ = -1;
};

}  // namespace syncmod_host
