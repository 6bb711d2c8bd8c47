#include "index/snapshot/entry_arena.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace mod_trakt::index {
namespace {

// Blocks are small enough that the copied text can be freed while the rest is still needed.
constexpr std::size_t largest_block_bytes = 8u << 20;

}  // namespace

void EntryArena::reserve(std::size_t bytes) {
    if (!blocks_.empty() || bytes <= next_block_bytes_) return;
    try {
        blocks_.emplace_back(bytes).grow(head_bytes);
    } catch (const std::bad_alloc&) {
        // The address space is limited. So the text is put into several blocks, and copied later.
    }
}

std::string_view EntryArena::add(std::string_view text) {
    const std::size_t bytes = text.size() + 1;
    if (unused_bytes() < bytes) {
        blocks_.emplace_back(std::max(next_block_bytes_, head_bytes + bytes)).grow(head_bytes);
        next_block_bytes_ = std::min(next_block_bytes_ * 2, largest_block_bytes);
    }
    MappedBytes& block = blocks_.back();
    const std::string_view copy = block.append(text);
    block.append(",");
    return copy;
}

void EntryArena::release_before(std::string_view entry) noexcept {
    const auto place = std::find_if(blocks_.begin(), blocks_.end(),
                                    [&](const MappedBytes& block) { return block.holds(entry.data()); });
    if (place != blocks_.end()) blocks_.erase(blocks_.begin(), place);
}

std::optional<std::string_view> EntryArena::only_block() const noexcept {
    if (blocks_.size() != 1) return std::nullopt;
    return blocks_.front().view();
}

MappedBytes EntryArena::take_block() noexcept {
    MappedBytes block = std::move(blocks_.front());
    blocks_.clear();
    return block;
}

}  // namespace mod_trakt::index
