// Choosing between small and large pages.
#include "support/large_blocks.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace mod_trakt {

void* allocate_block(std::size_t bytes) noexcept {
    constexpr std::size_t most_bytes = PTRDIFF_MAX - large_page_bytes;
    if (bytes >= large_block_bytes && bytes <= most_bytes) {
        // Rounded up to whole pages, because the system uses a large page only if all of it belongs to the block.
        const std::size_t whole = (bytes + large_page_bytes - 1) / large_page_bytes * large_page_bytes;
        if (void* const block = std::aligned_alloc(large_page_bytes, whole); block != nullptr) {
            (void)::madvise(block, whole, MADV_HUGEPAGE);  // only a hint: failure changes nothing
            return block;
        }
    }
    return std::malloc(std::max<std::size_t>(bytes, 1));
}

}  // namespace mod_trakt
