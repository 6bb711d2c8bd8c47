// A snapshot on disk: a line with its account, a line with the checksum of all that follows, one line of JSON that
// describes it, then the document, a NUL, and the tables of the sections.
#pragma once

#include <string>
#include <string_view>

#include "index/snapshot/snapshot.hpp"
#include "state/files.hpp"

namespace mod_trakt::index {

struct SnapshotOwner {
    std::string_view account;
    std::string_view rules;  // the key rules of its keys
};

class SnapshotFile {
public:
    // Throws Failure HOST.
    static void write(state::Files& files, const std::string& path, const CompleteSnapshot& snapshot,
                      const SnapshotOwner& owner);
    // Null if there is no file, or if it is truncated, damaged, or of another account, key rules or version. Throws
    // Failure HOST if the file cannot be read.
    static SnapshotPtr read(state::Files& files, const std::string& path, const SnapshotOwner& owner);
};

}  // namespace mod_trakt::index
