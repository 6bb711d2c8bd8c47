#include "index/plays/text_in_place.hpp"

#include <string_view>
#include <vector>

namespace mod_trakt::index {
namespace {

// A stretch of text, and where it has to be in the block. Consecutive entries are one stretch, with their commas.
struct Stretch {
    std::string_view text;
    std::size_t to = 0;
    bool is_in_block = false;
};

struct Plan {
    std::vector<Stretch> stretches;
    std::size_t size = 0;  // of the block after all moves
};

// Nullopt when text would have to move towards the beginning of the block, or to change its order.
std::optional<Plan> plan_for(const PlayList& list, std::string_view block) {
    const auto place_of = [&](std::string_view text) { return static_cast<std::size_t>(text.data() - block.data()); };
    Plan plan;
    plan.size = EntryArena::head_bytes;
    std::size_t used = EntryArena::head_bytes;  // the text of the block up to here is planned
    for (const Play& play : list.plays) {
        if (play.entry.empty()) continue;
        const bool is_in_block = play.entry.data() >= block.data() && play.entry.data() < block.data() + block.size();
        if (is_in_block) {
            const std::size_t from = place_of(play.entry);
            if (from < used || from > plan.size) return std::nullopt;
            const bool continues = from == used && !plan.stretches.empty() && plan.stretches.back().is_in_block;
            if (!continues) plan.stretches.push_back({block.substr(from, 0), plan.size, true});
            std::string_view& text = plan.stretches.back().text;
            used = from + play.entry.size() + 1;
            text = block.substr(place_of(text), used - place_of(text));
        } else {
            plan.stretches.push_back({play.entry, plan.size, false});
        }
        plan.size += play.entry.size() + 1;
    }
    return plan;
}

}  // namespace

std::optional<MappedBytes> take_text(const PlayList& list, std::size_t bytes_behind) {
    if (list.base != nullptr || list.arenas.size() != 1) return std::nullopt;
    EntryArena& arena = *list.arenas.front();
    const auto only_block = arena.only_block();
    if (!only_block) return std::nullopt;
    const std::optional<Plan> plan = plan_for(list, *only_block);
    if (!plan || plan->size + bytes_behind > only_block->size() + arena.unused_bytes()) return std::nullopt;

    MappedBytes block = arena.take_block();
    if (plan->size > block.size()) block.grow(plan->size - block.size());
    // The last stretch moves first, so that no stretch is overwritten before it has moved.
    for (std::size_t i = plan->stretches.size(); i-- > 0;) {
        const Stretch& stretch = plan->stretches[i];
        block.overwrite(stretch.to, stretch.text);
        if (!stretch.is_in_block) block.overwrite(stretch.to + stretch.text.size(), ",");
    }
    block.shrink(block.size() - plan->size);
    return block;
}

}  // namespace mod_trakt::index
