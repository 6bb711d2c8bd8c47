// How processes that share an account tell each other of their writes: by a file to which each write adds a word that
// no other write has. The mark shows its last word. As long as that stays the same, nothing was written.
#pragma once

#include <string>

#include "state/files.hpp"

namespace mod_trakt::state {

class WriteMark {
public:
    // `files` must outlive it.
    WriteMark(Files& files, std::string path);

    // The last word. Empty when there is no mark: then nobody knows whether something was written. Throws Failure HOST.
    std::string shown() const;
    // The same, for a read that begins: makes a mark where there is none. Throws Failure HOST.
    std::string made() const;

    struct Added {
        std::string before;  // the word in front of it; empty when it is not known
        std::string now;
    };
    // Tells of a write that is about to begin. A mark that takes no word is removed: what was read under it no longer
    // counts either, and both words are empty. Throws Failure HOST ("state_unwritable") when neither works.
    Added note_write() const;
    // Whether a write was noted; a mark that was only made for reads tells of none, one that cannot be read of some.
    bool tells_of_writes() const noexcept;

private:
    Added add(char kind) const;

    Files& files_;
    std::string path_;
};

}  // namespace mod_trakt::state
