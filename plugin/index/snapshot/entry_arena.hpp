// Where the text of entries is put while a list is read: it never moves, and what has been copied can go at once.
#pragma once

#include <deque>
#include <string_view>

#include "support/mapped_bytes.hpp"

namespace mod_trakt::index {

class EntryArena {
public:
    // The copy stays where it is until it is released or the arena goes.
    std::string_view add(std::string_view text);
    // Everything that was added well before this entry may go. Nothing happens when the entry is another one's.
    void release_before(std::string_view entry) noexcept;

private:
    std::deque<MappedBytes> blocks_;
    std::size_t next_block_bytes_ = 256u << 10;  // small accounts need little, large ones few blocks
};

}  // namespace mod_trakt::index
