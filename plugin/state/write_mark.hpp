// Processes that share an account inform each other of their writes by this file, to which each write appends a unique
// word. While the last word stays the same, nothing was written.
#pragma once

#include <string>

#include "state/files.hpp"

namespace mod_trakt::state {

// Keeps only the path. Instances in several threads and processes may use one file.
class WriteMark {
public:
    // `files` must outlive it.
    WriteMark(Files& files, std::string path);

    // The last word in the file. Empty if there is no file: then it is not known whether something was written. Throws
    // Failure HOST.
    std::string last_word() const;
    // The same for a read that begins: appends a word if there is none. Throws Failure HOST.
    std::string ensure_word() const;

    struct Added {
        std::string before;  // the word before it; empty if not known
        std::string now;
    };
    // Records a write that is about to begin. If no word can be appended, the file is removed, which also invalidates
    // all that was read under its words; both words are then empty. Throws Failure HOST ("state_unwritable") when
    // neither is possible.
    Added note_write() const;
    // True if a write was recorded, or if the file cannot be read. False if it has only words of reads.
    bool has_writes() const noexcept;

private:
    Added add(char kind) const;

    Files& files_;
    std::string path_;
};

}  // namespace mod_trakt::state
