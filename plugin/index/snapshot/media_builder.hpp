// Collects the items of ratings or the watchlist and gives each entry a unique key, so that no entry replaces an entry
// of another title.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/snapshot/media_table.hpp"
#include "index/snapshot/snapshot.hpp"
#include "index/snapshot/title_table.hpp"
#include "model/item.hpp"

namespace mod_trakt::index {

struct FinishedMedia {
    SnapshotPtr snapshot;
    // Rows that were replaced without proof that they are of the same title; the document counts them as skipped.
    std::uint64_t lost = 0;
};

class MediaBuilder {
public:
    // The document has the sections in this order.
    MediaBuilder(const KeyRules& rules, std::span<const std::string_view> sections);

    // Adds an entry. Entries are of the same title if their types and Trakt ids are equal, or if a Trakt id is missing
    // and no other ids contradict; the newer one then replaces the older one. Entries without any id are never of the
    // same title. If different titles have the same key, a movie keeps it before other types, else the first entry
    // does. The other title gets the key of its next free id, or "<type>:<key>" if it has none. Under the rules
    // of 3.2.0 a later row replaces any entry with the same key (KEY-7). `listed_ms`: of an entry of the watchlist;
    // only the table keeps it.
    void add(std::size_t section, const Item& item, std::int64_t trakt_id, std::int64_t epoch_ms,
             std::optional<std::int64_t> listed_ms = std::nullopt);
    // The number of skipped rows of a section, a hash of them, and whether they are unconfirmed.
    void note_skipped(std::size_t section, std::uint64_t rows, std::uint64_t rows_hash, bool unconfirmed);
    // Rows that the count of the list includes and no page shows.
    void note_hidden(std::size_t section, std::uint64_t rows) { sections_[section].facts.hidden = rows; }
    void note_headers(std::size_t section) { sections_[section].facts.has_headers = true; }
    // Takes over the entries of the sections for which `wanted` is true from a snapshot made by such a builder. Throws
    // Failure INTERNAL if its document is damaged.
    void take_over(const CompleteSnapshot& from, std::span<const bool> wanted);
    // Discards the entries of a section, because its list is read again.
    void restart(std::size_t section);

    FinishedMedia finish(StampReading stamps, std::int64_t generated_at_ms) &&;

private:
    struct Entry {
        std::string key;
        std::string item_json;
        std::string type;
        std::int64_t trakt_id = 0;
        std::int64_t epoch_ms = 0;
        MediaRow row;  // without the text
        bool has_ids = false;
        bool dropped = false;
    };
    static bool is_same_trakt_id(const Entry& a, const Entry& b) noexcept;
    bool is_same_title(const Entry& a, const Entry& b) const;
    struct Section {
        std::vector<Entry> entries;
        TitleTable titles;
        SnapshotSection facts;
        bool taken_over = false;
    };
    // Adds an entry without its text.
    Entry& add_entry(Section& section, const Item& item, std::int64_t trakt_id, std::int64_t epoch_ms) const;
    using Taken = boost::unordered_flat_map<std::string_view, Entry*>;
    template <typename Predicate>
    void resolve_key_conflicts(Predicate&& takes_part, Taken& taken);
    std::string free_key(const Entry& entry, const Taken& taken) const;

    const KeyRules& rules_;
    std::vector<Section> sections_;
    std::uint64_t lost_ = 0;
};

}  // namespace mod_trakt::index
