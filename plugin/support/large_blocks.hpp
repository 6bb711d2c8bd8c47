// Allocates large heap blocks in large pages, to save page faults: one page fault costs as much as parsing a dozen
// rows, and a block of 4 MB has a thousand small pages.
#pragma once

#include <cstddef>

namespace mod_trakt {

inline constexpr std::size_t large_page_bytes = 2u << 20;
// A smaller block would leave more than half of its large page unused.
inline constexpr std::size_t large_block_bytes = large_page_bytes / 2;

// As std::malloc, and freed by std::free. A block of at least large_block_bytes is aligned to a large page.
void* allocate_block(std::size_t bytes) noexcept;

}  // namespace mod_trakt
