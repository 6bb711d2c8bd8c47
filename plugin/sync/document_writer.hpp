// Writes the document of a snapshot once, into the memory that the host is given and the cache file is made of.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sync/snapshot.hpp"

namespace mod_trakt::sync {

inline constexpr std::string_view fresh_head = "{\"complete\":true,\"stale\":false";
inline constexpr std::string_view stale_head = "{\"complete\":true,\"stale\":true";

class DocumentWriter {
public:
    // `entry_bytes`: all entries together, without what separates them.
    DocumentWriter(std::int64_t generated_at_ms, std::uint64_t count, std::size_t entry_bytes, std::size_t table_bytes);

    // `"key":{...}`
    void entry(std::string_view text) noexcept;
    // All entries that came since the last call belong to this section; its `table`, if any, is copied.
    void end_section(SnapshotSection section);
    SnapshotPtr finish(TakenStamps stamps);

private:
    std::shared_ptr<CompleteSnapshot> snapshot_;
    MappedBytes bytes_;
    std::string tables_;
    std::uint64_t written_ = 0;
    std::uint64_t written_before_ = 0;  // entries of the sections that have ended
};

}  // namespace mod_trakt::sync
