// Writes the document of a snapshot once, into the memory that the host is given and the cache file is made of.
#pragma once

#include <cstdint>
#include <string_view>

#include "index/snapshot/snapshot.hpp"

namespace mod_trakt::index {

inline constexpr std::string_view current_head = "{\"complete\":true,\"stale\":false";
inline constexpr std::string_view stale_head = "{\"complete\":true,\"stale\":true";

struct DocumentFacts {
    std::int64_t generated_at_ms = 0;
    std::uint64_t count = 0;      // of entries
    std::uint64_t skipped = 0;    // rows that could not be used; told only when there are any
    std::size_t entry_bytes = 0;  // all entries together, without what separates them
    std::size_t table_bytes = 0;
};

// Bytes that follow the entries of a document, one comma behind each, and of the tables.
std::size_t bytes_behind_entries(const DocumentFacts& facts) noexcept;

class DocumentWriter {
public:
    explicit DocumentWriter(const DocumentFacts& facts);
    // Entries that lie in one piece already are not copied: `piece` is EntryArena::take_piece(), with so many entries
    // of the first section. Precondition: it has room for all else.
    DocumentWriter(const DocumentFacts& facts, MappedBytes piece, std::uint64_t entries);

    // `"key":{...}`
    void entry(std::string_view text) noexcept;
    // All entries that came since the last call belong to this section. Its tables are copied by finish().
    void end_section(SnapshotSection section);
    SnapshotPtr finish(StampReading stamps);

private:
    std::shared_ptr<CompleteSnapshot> snapshot_;
    MappedBytes bytes_;
    std::size_t begin_ = 0;  // of the document
    std::uint64_t written_ = 0;
    std::uint64_t written_before_ = 0;  // entries of the sections that have ended
};

}  // namespace mod_trakt::index
