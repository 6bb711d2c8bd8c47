// Memory for the text of entries while a list is read. The text never moves. Copied text can be freed early; text in
// one block can become the document without a copy. Not thread-safe.
#pragma once

#include <deque>
#include <optional>
#include <string_view>

#include "support/mapped_bytes.hpp"

namespace mod_trakt::index {

class EntryArena {
public:
    // The unused bytes before the first entry of a block, for the head of a document.
    static constexpr std::size_t head_bytes = 256;

    // Reserves address space so that up to `bytes` of text are in one block. Has no effect if the system refuses.
    // Precondition: no entry was added.
    void reserve(std::size_t bytes);
    // Copies the text and appends a comma. The copy stays in place until release_before(), take_block(), or the
    // destructor.
    std::string_view add(std::string_view text);
    // Frees blocks before the one with this entry. Does nothing if `entry` does not point into this arena.
    void release_before(std::string_view entry) noexcept;

    // The only block: its head bytes and all text, with a comma after each entry. Nullopt if there are several blocks.
    std::optional<std::string_view> only_block() const noexcept;
    // Unused bytes after the last entry.
    std::size_t unused_bytes() const noexcept { return blocks_.empty() ? 0 : blocks_.back().unused_bytes(); }
    // Moves the only block out of the arena. Its entries stay where they are.
    MappedBytes take_block() noexcept;

private:
    std::deque<MappedBytes> blocks_;
    std::size_t next_block_bytes_ = 256u << 10;  // grows: little memory for small accounts, few blocks for large ones
};

}  // namespace mod_trakt::index
