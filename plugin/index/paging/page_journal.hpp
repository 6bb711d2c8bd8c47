// The pages of a long read that was broken off: the next one goes on where it ended, as long as Trakt's stamp and count
// say that nothing has changed since.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "index/paging/list_pass.hpp"
#include "index/plays/play_list.hpp"
#include "state/locked_file.hpp"

namespace mod_trakt::index {

struct JournalKey {
    std::string account;
    std::string rules;  // that the keys of its entries were made by
    std::string stamp;  // of the list, mature
    int per_page = 0;
    bool operator==(const JournalKey&) const = default;
};

struct JournalPage {
    PageFacts facts;
    std::vector<Play> plays;  // their entries lie in the arena given to kept()
};

// A page that was just read, by its place in the list of all plays that were read.
struct ReadPage {
    std::optional<std::int64_t> page_count, item_count, limit;  // as its headers say
    std::size_t first_play = 0, plays = 0;
};

// Best effort: what cannot be written costs a later read time, nothing else. One process at a time uses a file.
class PageJournal {
public:
    // Nothing is kept.
    PageJournal() = default;
    // Opens what is there, if anything, when it was written under the same key. `files` must outlive it.
    PageJournal(state::Files& files, std::string path, JournalKey key);

    // True if the page is kept and had no skipped rows; others are fetched again.
    bool is_whole(std::int64_t page) const noexcept;
    // The page as it was written down; nothing when it was not.
    std::optional<JournalPage> kept(std::int64_t page, EntryArena& arena) const;
    // Pages come in order; one that is there already is not taken again. Nothing is written yet: a read that is quickly
    // done needs no journal.
    void add(std::int64_t page, const ReadPage& content);
    // Writes down what was added. `plays`: the list that it has its place in.
    void flush(std::span<const Play> plays);
    // Nothing is kept any more: the list moved, or it has been read to its end.
    void discard();

private:
    struct Block {
        std::string_view table, entries;
        std::uint64_t plays = 0;
        bool whole = false;
        std::optional<std::int64_t> page_count, item_count, limit;
    };
    void open(int flags);
    void load();
    bool truncate(std::size_t size);
    bool write(std::string_view bytes);

    state::Files* files_ = nullptr;
    std::string path_;  // empty: nothing is kept, or nothing more
    JournalKey key_;
    state::LockedFile file_;                    // locked; not open: nothing is kept
    std::shared_ptr<const MappedBytes> bytes_;  // what was there when it was opened
    std::vector<Block> blocks_;                 // page 1 first
    std::int64_t pages_ = 0;                    // in the file, and those added
    std::vector<ReadPage> added_;               // and not yet written
};

}  // namespace mod_trakt::index
