// A complete snapshot: everything that Trakt holds of one feature, as the very bytes that the host is given.
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

// What last_activities say of a part of a snapshot.
enum class Freshness {
    Current,  // nothing has changed
    Young,    // the stamp is the same, but was so young when it was taken that it may hide a later change
    Moved,    // something has changed, or nobody knows
};

// How old it is, what is known of a section.
struct Checked {
    std::int64_t verified_ms = 0;      // when all of it was last compared with what Trakt has
    std::int64_t read_in_full_ms = 0;  // when every row of it was last read
};

struct CheckedSection {
    std::string_view name;
    Checked checked;
};

// What is known of a section's entries without their text, as the cache file keeps it.
struct SectionTables {
    std::string_view plays = {};   // of the history: see play_table.hpp
    std::string_view media = {};   // of other features: see media_table.hpp
    std::string_view titles = {};  // of all of them: see title_table.hpp

    std::size_t size() const noexcept { return plays.size() + media.size() + titles.size(); }
};

// One list of a feature in the document: the movies of the history, the ratings of shows. Its entries stand together.
struct SnapshotSection {
    std::string name;
    std::uint64_t count = 0;    // entries in the document
    std::uint64_t dropped = 0;  // rows that another one took the place of
    std::uint64_t skipped = 0;  // rows that could not be used
    // They were seen in one read only: it may be a transient fault, so the next read repeats the list.
    bool skips_unconfirmed = false;
    std::uint64_t skipped_rows_hash = 0;  // of lists whose rows have no ids
    Checked checked;
    std::uint64_t plays = 0;  // rows of the table of plays
    SectionTables tables;
};

// The activity stamps of a read, and when they were asked for.
struct StampReading {
    trakt::Stamps stamps;
    std::int64_t taken_ms = 0;
    // What the mark of own writes showed before that; empty: nobody knows which writes the read has seen. See
    // state/write_mark.hpp.
    std::string mark = {};
};

class CompleteSnapshot;
using SnapshotPtr = std::shared_ptr<const CompleteSnapshot>;

// Can only be made by the builders, after a verified read, or be loaded from what was made so.
class CompleteSnapshot {
public:
    const trakt::Stamps& stamps() const noexcept { return taken_.stamps; }
    // When the stamps were asked for.
    std::int64_t stamps_taken_ms() const noexcept { return taken_.taken_ms; }
    // What the mark of own writes showed before it was read.
    const std::string& mark() const noexcept { return taken_.mark; }
    std::int64_t generated_at_ms() const noexcept { return generated_at_ms_; }
    std::uint64_t count() const noexcept { return count_; }

    // Of one leaf, now that `now` are the stamps.
    Freshness freshness(std::string_view leaf, const trakt::Stamps& now) const;
    // All leaves are Current.
    bool is_current(const trakt::Stamps& now) const;

    // {"complete":true,"stale":false,"generated_at":ISO,"count":N,"items":{...}}, with a NUL behind it.
    std::string_view document() const noexcept { return document_; }
    // The same, marked as older than what was asked for.
    std::string stale_document() const;
    // Whether this text stands in the document itself.
    bool has_text(std::string_view text) const noexcept {
        return text.data() >= document_.data() && text.data() < document_.data() + document_.size();
    }
    // The text of the entries, from the first one to the end of the document.
    std::string_view entries() const noexcept { return document_.substr(entries_at_); }

    const std::vector<SnapshotSection>& sections() const noexcept { return sections_; }
    const SnapshotSection* section(std::string_view name) const noexcept;

    // The same content, found unchanged later on. `checked`: of the sections of these names.
    SnapshotPtr proven_again(StampReading stamps, const std::vector<CheckedSection>& checked) const;

private:
    friend class DocumentWriter;
    friend class SnapshotFile;
    CompleteSnapshot() = default;

    StampReading taken_;
    std::int64_t generated_at_ms_ = 0;
    std::uint64_t count_ = 0;
    std::shared_ptr<const MappedBytes> bytes_;  // owns all that follows
    std::string_view content_;                  // the document, a NUL, and the tables: what the cache file holds
    std::string_view document_;
    std::size_t entries_at_ = 0;
    std::vector<SnapshotSection> sections_;
};

// Whether a stamp was two minutes old when it was taken; a younger one may hide a further change within its own
// resolution (API-1).
bool is_mature(std::string_view stamp, std::int64_t taken_ms);

// The plays of one section; nullopt when there are none to be had (another feature, a damaged table).
std::optional<PlayList> plays_of(const SnapshotPtr& snapshot, std::string_view section);

// Whether a play of this history id stands in any of its lists.
bool has_play(const CompleteSnapshot& snapshot, std::int64_t history_id);

}  // namespace mod_trakt::index
