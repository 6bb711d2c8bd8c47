// Where the text of entries is put while a list is read: it never moves, and what has been copied can go at once.
#pragma once

#include <deque>
#include <string_view>

#include "support/mapped_bytes.hpp"

namespace mod_trakt::sync {

class EntryArena {
public:
    // The copy stays where it is until it is released or the arena goes.
    std::string_view add(std::string_view text);
    // Everything that was added well before this entry may go. Nothing happens when the entry is another one's.
    void release_before(std::string_view entry) noexcept;

private:
    std::deque<MappedBytes> blocks_;
};

}  // namespace mod_trakt::sync
