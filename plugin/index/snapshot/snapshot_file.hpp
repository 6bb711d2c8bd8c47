// A snapshot on disk: the line of its account, a line with the checksum of all that follows, one line of JSON that
// describes it, then the very bytes that the host was given, a NUL, and the tables of the sections.
#pragma once

#include <string>
#include <string_view>

#include "index/snapshot/snapshot.hpp"
#include "state/files.hpp"

namespace mod_trakt::index {

struct SnapshotOwner {
    std::string_view account;
    std::string_view rules;  // that its keys were made by
};

class SnapshotFile {
public:
    // Throws Failure HOST.
    static void write(state::Files& files, const std::string& path, const CompleteSnapshot& snapshot,
                      const SnapshotOwner& owner);
    // Null when there is none, or it is another account's, of other rules, cut, damaged or of another version. Throws
    // Failure HOST when it cannot be read.
    static SnapshotPtr read(state::Files& files, const std::string& path, const SnapshotOwner& owner);
};

}  // namespace mod_trakt::index
