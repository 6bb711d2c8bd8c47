// Where the text of entries is put while a list is read: it never moves. What has been copied can go at once; text that
// lies in one piece, as a document has it, need not be copied at all.
#pragma once

#include <deque>
#include <optional>
#include <string_view>

#include "support/mapped_bytes.hpp"

namespace mod_trakt::index {

class EntryArena {
public:
    // Bytes before the first entry of a block, for the head of a document.
    static constexpr std::size_t head_room = 256;

    // All text in one piece, if it comes to no more than `bytes` and the system gives them. Before the first entry.
    void reserve(std::size_t bytes);
    // The copy stays where it is until it is released or taken, or the arena goes. A comma follows it.
    std::string_view add(std::string_view text);
    // Everything that was added well before this entry may go. No-op if `entry` does not point into this arena.
    void release_before(std::string_view entry) noexcept;

    // The head room and all text, with a comma behind each entry, if it lies in one piece.
    std::optional<std::string_view> only_piece() const noexcept;
    // Bytes that are free behind the last entry.
    std::size_t room() const noexcept { return blocks_.empty() ? 0 : blocks_.back().room(); }
    // The only piece, with its head room; nothing is left here, and entries stay where they are.
    MappedBytes take_piece() noexcept;

private:
    std::deque<MappedBytes> blocks_;
    std::size_t next_block_bytes_ = 256u << 10;  // small accounts need little, large ones few blocks
};

}  // namespace mod_trakt::index
