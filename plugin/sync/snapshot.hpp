// A complete snapshot: everything that Trakt holds of one feature, as the very bytes that the host is given.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/item.hpp"
#include "trakt/activities.hpp"

namespace mod_trakt::sync {

// Can only be made by SnapshotBuilder::finish, after a verified read, or be loaded from what was made so.
class CompleteSnapshot {
public:
    const trakt::Stamps& stamps() const noexcept { return stamps_; }
    std::int64_t generated_at_ms() const noexcept { return generated_at_ms_; }
    // When the stamps were asked for.
    std::int64_t stamps_taken_ms() const noexcept { return stamps_taken_ms_; }
    // All stamps are there, and were older than two minutes when they were taken: a younger one may hide a further
    // change within its own resolution (trakt-api.md 12.1).
    bool stamps_are_settled() const;
    std::uint64_t count() const noexcept { return count_; }
    // {"complete":true,"stale":false,"generated_at":ISO,"count":N,"items":{...}}
    const std::string& document() const noexcept { return document_; }
    // The same, marked as older than what was asked for.
    std::string stale_document() const;

private:
    friend class SnapshotBuilder;
    friend class SnapshotShelf;
    CompleteSnapshot() = default;

    trakt::Stamps stamps_;
    std::int64_t stamps_taken_ms_ = 0;
    std::int64_t generated_at_ms_ = 0;
    std::uint64_t count_ = 0;
    std::string document_;
};
using SnapshotPtr = std::shared_ptr<const CompleteSnapshot>;

// Collects entries and gives each its key. No entry is ever lost to another one's key.
class SnapshotBuilder {
public:
    // One section per list that is read; the entries of section 0 stand first in the document.
    SnapshotBuilder(const KeyRules& rules, std::size_t sections) : rules_(rules), sections_(sections) {}

    // Plays of one key and second: the lowest history id keeps the plain key, the others append "~<history id>".
    void add_play(std::size_t section, const Item& item, std::int64_t history_id, std::int64_t epoch_ms);
    // Media whose key another one has: a movie keeps it, the other takes its next id, none left: "<type>:<key>". The
    // same medium again (same type and Trakt id, or no Trakt id to tell): the newer one stays. Under the rules of 3.2.0
    // any later row of the same key takes the place, as it did there (KEY-7).
    void add_medium(std::size_t section, const Item& item, std::int64_t trakt_id, std::int64_t epoch_ms);
    // Forgets a section: its list is read again.
    void restart(std::size_t section) { sections_[section].clear(); }

    SnapshotPtr finish(trakt::Stamps stamps, std::int64_t stamps_taken_ms, std::int64_t generated_at_ms) &&;

private:
    struct Entry {
        std::string key;
        std::string item_json;
        std::string type;
        std::int64_t id = 0;  // history id of a play, Trakt id of a medium
        std::int64_t epoch_ms = 0;
        bool is_play = false;
        bool dropped = false;
    };
    using Taken = std::unordered_map<std::string_view, Entry*>;
    void settle_plays();
    template <typename Predicate>
    void settle_media(Predicate&& takes_part, Taken& taken);
    std::string free_key(const Entry& entry, const Taken& taken) const;

    const KeyRules& rules_;
    std::vector<std::vector<Entry>> sections_;
};

}  // namespace mod_trakt::sync
