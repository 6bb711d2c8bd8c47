// Turns the text in a read's arena into the text of a document without copying it.
#pragma once

#include <cstddef>
#include <optional>

#include "index/plays/play_list.hpp"
#include "support/mapped_bytes.hpp"

namespace mod_trakt::index {

// Returns the arena's only block: space for the head of a document, then the list's entries in their order, with a
// comma after each. Entries with a new key are inserted between the others, which are moved. Nullopt if the text is not
// in one block, or the block is too small for it and `bytes_behind` more bytes; then the list is unchanged. After
// success, the list's views of entries are invalid.
std::optional<MappedBytes> take_text(const PlayList& list, std::size_t bytes_behind);

}  // namespace mod_trakt::index
