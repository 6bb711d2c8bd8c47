// A file that is replaced as a whole or not at all: a temporary file is written in the same folder and renamed. A
// device or a pipe is written in place.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace syncmod_host {

class OutputFile {
public:
    // Opens the file for writing, so that a bad path is found before an expensive read. For a symbolic link, the target
    // is replaced and the link stays. Throws Fatal (usage).
    explicit OutputFile(std::filesystem::path path);
    // Removes the temporary file if commit() was not called.
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    // Throws Fatal (failed) when the bytes cannot be written.
    void commit(std::string_view bytes);

private:
    std::filesystem::path path_;    // from the command line
    std::filesystem::path target_;  // the file that is replaced
    std::string temporary_;         // empty: written in place
    int fd_ = -1;
};

}  // namespace syncmod_host
