// Writes the document of a snapshot once, into the memory that is handed to the host and written to the cache file.
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
    std::uint64_t skipped = 0;    // skipped rows; the document has the member only if there are any
    std::size_t entry_bytes = 0;  // of all entries together, without the commas between them
    std::size_t table_bytes = 0;
};

// The size of everything behind the entries and their commas: the end of the document, and the tables.
std::size_t bytes_behind_entries(const DocumentFacts& facts) noexcept;

class DocumentWriter {
public:
    explicit DocumentWriter(const DocumentFacts& facts);
    // Takes over `block`, which has the first `entries` entries of the first section, so that they are not copied; see
    // take_text(). Precondition: the rest of the document fits behind them.
    DocumentWriter(const DocumentFacts& facts, MappedBytes block, std::uint64_t entries);

    // Writes an entry: `"key":{...}`.
    void entry(std::string_view text) noexcept;
    // All entries since the last call belong to this section. Its tables must live until finish() copies them.
    void end_section(SnapshotSection section);
    SnapshotPtr finish(StampReading stamps);

private:
    std::shared_ptr<CompleteSnapshot> snapshot_;
    MappedBytes bytes_;
    std::size_t begin_ = 0;  // of the document
    std::uint64_t written_ = 0;
    std::uint64_t written_before_ = 0;  // entries of the finished sections
};

}  // namespace mod_trakt::index
