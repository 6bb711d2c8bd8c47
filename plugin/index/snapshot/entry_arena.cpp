#include "index/snapshot/entry_arena.hpp"

#include <algorithm>

namespace mod_trakt::index {
namespace {

// Small enough that the text which has been copied can go while the rest still waits.
constexpr std::size_t largest_block_bytes = 8u << 20;

}  // namespace

std::string_view EntryArena::add(std::string_view text) {
    if (blocks_.empty() || blocks_.back().room() < text.size()) {
        blocks_.emplace_back(std::max(next_block_bytes_, text.size()));
        next_block_bytes_ = std::min(next_block_bytes_ * 2, largest_block_bytes);
    }
    return blocks_.back().append(text);
}

void EntryArena::release_before(std::string_view entry) noexcept {
    const auto place = std::find_if(blocks_.begin(), blocks_.end(),
                                    [&](const MappedBytes& block) { return block.holds(entry.data()); });
    if (place != blocks_.end()) blocks_.erase(blocks_.begin(), place);
}

}  // namespace mod_trakt::index
