#include "sync/entry_arena.hpp"

#include <algorithm>

namespace mod_trakt::sync {
namespace {

constexpr std::size_t block_bytes = 1u << 20;

}  // namespace

std::string_view EntryArena::add(std::string_view text) {
    if (blocks_.empty() || blocks_.back().room() < text.size())
        blocks_.emplace_back(std::max(block_bytes, text.size()));
    return blocks_.back().append(text);
}

void EntryArena::release_before(std::string_view entry) noexcept {
    const auto place = std::find_if(blocks_.begin(), blocks_.end(),
                                    [&](const MappedBytes& block) { return block.holds(entry.data()); });
    if (place != blocks_.end()) blocks_.erase(blocks_.begin(), place);
}

}  // namespace mod_trakt::sync
