// A complete snapshot: everything that the account has of one feature, as the exact bytes that the host gets.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "index/plays/play_list.hpp"
#include "support/mapped_bytes.hpp"
#include "trakt/activities.hpp"

namespace mod_trakt::index {

// What an activity stamp says of a part of a snapshot.
enum class Freshness {
    Current,  // the stamp is the same and was mature: nothing has changed
    Young,    // the stamp is the same but was young when it was read, so it may hide a later change
    Moved,    // the stamp is another one, or there is none
};

// When a section was last compared with Trakt, last read in full, and last found to have no watched map.
struct Checked {
    std::int64_t verified_ms = 0;      // when all its rows were last compared
    std::int64_t read_in_full_ms = 0;  // when all its rows were last read
    std::int64_t map_absent_ms = 0;    // history: when Trakt last answered that it has no watched map of the kind
};

struct CheckedSection {
    std::string_view name;
    Checked checked;
};

// The encoded tables of a section, which spare parsing the text of its entries.
struct SectionTables {
    std::string_view plays = {};   // history: see play_table.hpp
    std::string_view media = {};   // ratings and watchlist: see media_table.hpp
    std::string_view titles = {};  // all features: see title_table.hpp
    std::string_view hidden = {};  // history: see hidden_in_map

    std::size_t size() const noexcept { return plays.size() + media.size() + titles.size() + hidden.size(); }
};

// One list of a feature in the document, such as the movies of the history or the ratings of shows. Its entries are
// consecutive.
struct SnapshotSection {
    std::string name;
    std::uint64_t count = 0;    // entries in the document
    std::uint64_t dropped = 0;  // usable rows whose entry was replaced by another row's
    std::uint64_t skipped = 0;  // rows that were skipped
    // Rows were skipped in one read only: it may be a transient fault, so the next read repeats the list.
    bool skips_unconfirmed = false;
    std::uint64_t skipped_rows_hash = 0;  // of lists whose rows have no ids
    std::uint64_t hidden = 0;             // rows that the list's count includes and no page shows
    std::uint64_t hidden_in_map = 0;      // how many of these the watched map shows: rows of the table `hidden`
    // Pages of the list had pagination headers, in this read or an earlier one. A later list without them is not
    // believed.
    bool has_headers = false;
    Checked checked;
    std::uint64_t plays = 0;  // rows of the play table
    SectionTables tables;
};

// The activity stamps of a read, and when they were requested.
struct StampReading {
    trakt::Stamps stamps;
    std::int64_t taken_ms = 0;
    // The write mark before that time; empty: not known, so the read may have missed an own write. See
    // state/write_mark.hpp.
    std::string mark = {};
};

class CompleteSnapshot;
using SnapshotPtr = std::shared_ptr<const CompleteSnapshot>;

// Made only by the builders after a complete read, or loaded from a file that was written from such a snapshot.
// Immutable, so instances may be shared between threads; copies share the bytes.
class CompleteSnapshot {
public:
    const trakt::Stamps& stamps() const noexcept { return taken_.stamps; }
    // When the stamps were requested.
    std::int64_t stamps_taken_ms() const noexcept { return taken_.taken_ms; }
    // The write mark before the snapshot was read.
    const std::string& mark() const noexcept { return taken_.mark; }
    std::int64_t generated_at_ms() const noexcept { return generated_at_ms_; }
    std::uint64_t count() const noexcept { return count_; }

    // Compares one stamp (`leaf` is its name in last_activities) with the stamps `now`.
    Freshness freshness(std::string_view leaf, const trakt::Stamps& now) const;
    // True if all stamps are Current.
    bool is_current(const trakt::Stamps& now) const;

    // {"complete":true,"stale":false,"generated_at":ISO,"count":N,"items":{...}}, followed by a NUL.
    std::string_view document() const noexcept { return document_; }
    // The same document with "stale":true.
    std::string stale_document() const;
    // True if `text` points into the document.
    bool has_text(std::string_view text) const noexcept {
        return text.data() >= document_.data() && text.data() < document_.data() + document_.size();
    }
    // The text of the document from the first entry to its end.
    std::string_view entries() const noexcept { return document_.substr(entries_at_); }

    const std::vector<SnapshotSection>& sections() const noexcept { return sections_; }
    const SnapshotSection* section(std::string_view name) const noexcept;

    // The same content, found unchanged at a later time. `checked`: the new times of the named sections.
    SnapshotPtr proven_again(StampReading stamps, const std::vector<CheckedSection>& checked) const;

private:
    friend class DocumentWriter;
    friend class SnapshotFile;
    CompleteSnapshot() = default;

    StampReading taken_;
    std::int64_t generated_at_ms_ = 0;
    std::uint64_t count_ = 0;
    std::shared_ptr<const MappedBytes> bytes_;  // owns the memory of the views below
    std::string_view content_;                  // the document, a NUL and the tables, as in the cache file
    std::string_view document_;
    std::size_t entries_at_ = 0;
    std::vector<SnapshotSection> sections_;
};

// True if the stamp was at least two minutes old when it was read; a younger one may hide a further change within its
// resolution (API-1).
bool is_mature(std::string_view stamp, std::int64_t taken_ms);

// The plays of one section; nullopt if the section has no play table, or a damaged one.
std::optional<PlayList> plays_of(const SnapshotPtr& snapshot, std::string_view section);

}  // namespace mod_trakt::index
