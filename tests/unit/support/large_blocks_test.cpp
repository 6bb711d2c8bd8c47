// Blocks in large pages: which blocks, their alignment, and the hint to the system.
#include "support/large_blocks.hpp"

#include <malloc.h>
#include <catch2/catch.hpp>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <limits>
#include <memory>
#include <sstream>
#include <string>

namespace mod_trakt::large_blocks_test {

namespace {

struct Free {
    void operator()(void* block) const noexcept { std::free(block); }
};
using Block = std::unique_ptr<void, Free>;

Block block_of(std::size_t bytes) { return Block(allocate_block(bytes)); }

std::uintptr_t place_of(const Block& block) { return reinterpret_cast<std::uintptr_t>(block.get()); }

// The flags of the mapping with this address, as /proc/self/smaps has them: "rd wr mr mw me ac hg".
std::string flags_at(std::uintptr_t place) {
    std::ifstream maps("/proc/self/smaps");
    bool is_here = false;
    for (std::string line; std::getline(maps, line);) {
        std::uintptr_t first = 0, last = 0;
        char dash = 0;
        std::istringstream range(line);
        if (range >> std::hex >> first >> dash >> last && dash == '-') is_here = first <= place && place < last;
        if (is_here && line.starts_with("VmFlags:")) return line;
    }
    return {};
}

bool has_large_pages() { return std::ifstream("/sys/kernel/mm/transparent_hugepage/enabled").good(); }

}  // namespace

TEST_CASE("A block of half a large page or more is in large pages", "[support][memory]") {
    for (const std::size_t bytes : {large_block_bytes, large_page_bytes, 2 * large_page_bytes + 1}) {
        CAPTURE(bytes);
        const Block block = block_of(bytes);
        REQUIRE(block != nullptr);
        CHECK(place_of(block) % large_page_bytes == 0);
        std::memset(block.get(), 'x', bytes);
        if (!has_large_pages()) continue;
        CHECK(flags_at(place_of(block)).find(" hg") != std::string::npos);
        CHECK(flags_at(place_of(block) + bytes - 1).find(" hg") != std::string::npos);
    }
}

TEST_CASE("A smaller block takes no more than it needs", "[support][memory]") {
    const Block block = block_of(large_block_bytes - 1);
    REQUIRE(block != nullptr);
    CHECK(::malloc_usable_size(block.get()) < large_page_bytes);
}

TEST_CASE("An empty block has an address", "[support][memory]") { CHECK(block_of(0) != nullptr); }

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they end the process instead
TEST_CASE("A block larger than the memory is refused", "[support][memory]") {
    for (const std::size_t bytes : {std::numeric_limits<std::size_t>::max(), std::size_t{PTRDIFF_MAX},
                                    std::size_t{PTRDIFF_MAX} - large_page_bytes, std::size_t{1} << 62})
        CHECK(block_of(bytes) == nullptr);
}
#endif

}  // namespace mod_trakt::large_blocks_test
