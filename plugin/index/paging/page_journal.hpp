// The page journal: the pages of a long read that was interrupted. The next read continues behind them if Trakt's stamp
// and count say that the list has not changed.
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
    std::string rules;  // the key rules of its entries
    std::string stamp;  // the list's activity stamp, which is mature
    int per_page = 0;
    bool operator==(const JournalKey&) const = default;
};

struct JournalPage {
    PageFacts facts;
    std::vector<Play> plays;  // with entries in the arena that was passed to kept()
};

// A page that was just read: where its plays are in the list of all plays read so far.
struct ReadPage {
    std::optional<std::int64_t> page_count, item_count, limit;  // as its headers say
    std::size_t first_play = 0, plays = 0;
};

// Best effort: if a page cannot be written, a later read takes longer. Only one process at a time uses a file. Not
// thread-safe.
class PageJournal {
public:
    // A journal that keeps nothing.
    PageJournal() = default;
    // Opens the file, and loads its pages if they were written under the same key. `files` must outlive the journal.
    PageJournal(state::Files& files, std::string path, JournalKey key);

    // True if the page is kept and has no skipped rows. All other pages are read again.
    bool is_whole(std::int64_t page) const noexcept;
    // The kept page; nullopt if it was not kept.
    std::optional<JournalPage> kept(std::int64_t page, EntryArena& arena) const;
    // Adds a page. Pages are added in order; a page that is kept already is ignored. Nothing is written before flush(),
    // because a short read needs no journal.
    void add(std::int64_t page, const ReadPage& content);
    // Writes the pages that were added. `plays`: the list that they refer to.
    void flush(std::span<const Play> plays);
    // Writes plays whose order changes from answer to answer, so that pages do not show all of them. Nothing
    // is written if page 1 is not kept, because a later read compares it to find out whether these plays still count.
    // Precondition: nothing is left to flush.
    void write_unordered(std::span<const Play> plays);
    // The plays of write_unordered(), in this read or an earlier one.
    std::vector<Play> unordered(EntryArena& arena) const;
    // Removes the file and keeps no more pages: the list moved, or was read to its end.
    void discard();

private:
    struct Block {
        std::string_view table, entries;
        std::uint64_t plays = 0;
        bool whole = false;
        std::optional<std::int64_t> page_count, item_count, limit;
    };
    static std::optional<std::vector<Play>> plays_of(const Block& block, EntryArena& arena);
    void open(int flags);
    void load();
    bool truncate(std::size_t size);
    bool write(std::string_view bytes);

    state::Files* files_ = nullptr;
    std::string path_;  // empty: no pages are kept from now on
    JournalKey key_;
    state::LockedFile file_;                    // locked while it is open
    std::shared_ptr<const MappedBytes> bytes_;  // the file's content when it was opened
    std::vector<Block> blocks_;                 // page 1 first
    std::vector<Block> unordered_;
    std::int64_t pages_ = 0;       // in the file, and those added
    std::vector<ReadPage> added_;  // not written yet
};

}  // namespace mod_trakt::index
