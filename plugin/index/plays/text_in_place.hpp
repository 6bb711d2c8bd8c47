// Makes the text that a read has left the text of a document, without copying it.
#pragma once

#include <cstddef>
#include <optional>

#include "index/plays/play_list.hpp"
#include "support/mapped_bytes.hpp"

namespace mod_trakt::index {

// The text of the list's entries in their order, a comma behind each, and nothing else behind the arena's head room:
// entries that have got another key are put between the others, which move apart. Nothing when the text does not lie in
// one piece, or that has no room for it and `bytes_behind` more; the list is as it was then. Afterwards the entries of
// the list are no longer valid.
std::optional<MappedBytes> take_text(const PlayList& list, std::size_t bytes_behind);

}  // namespace mod_trakt::index
