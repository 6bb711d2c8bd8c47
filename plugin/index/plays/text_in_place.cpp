#include "index/plays/text_in_place.hpp"

#include <string_view>
#include <vector>

namespace mod_trakt::index {
namespace {

// Where a stretch of text is in the piece, and where it has to be. Consecutive entries are one stretch, with their
// commas.
struct Stretch {
    std::string_view text;
    std::size_t to = 0;
    bool is_in_piece = false;
};

struct Plan {
    std::vector<Stretch> stretches;
    std::size_t size = 0;  // of the piece after all moves
};

// Nullopt when text would have to move towards the beginning of the piece, or to change its order.
std::optional<Plan> plan_for(const PlayList& list, std::string_view piece) {
    const auto place_of = [&](std::string_view text) { return static_cast<std::size_t>(text.data() - piece.data()); };
    Plan plan;
    plan.size = EntryArena::head_room;
    std::size_t used = EntryArena::head_room;  // the text of the piece up to here is planned
    for (const Play& play : list.plays) {
        if (play.entry.empty()) continue;
        const bool is_in_piece = play.entry.data() >= piece.data() && play.entry.data() < piece.data() + piece.size();
        if (is_in_piece) {
            const std::size_t from = place_of(play.entry);
            if (from < used || from > plan.size) return std::nullopt;
            const bool goes_on = from == used && !plan.stretches.empty() && plan.stretches.back().is_in_piece;
            if (!goes_on) plan.stretches.push_back({piece.substr(from, 0), plan.size, true});
            std::string_view& text = plan.stretches.back().text;
            used = from + play.entry.size() + 1;
            text = piece.substr(place_of(text), used - place_of(text));
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
    const auto only_piece = arena.only_piece();
    if (!only_piece) return std::nullopt;
    const std::optional<Plan> plan = plan_for(list, *only_piece);
    if (!plan || plan->size + bytes_behind > only_piece->size() + arena.room()) return std::nullopt;

    MappedBytes piece = arena.take_piece();
    if (plan->size > piece.size()) piece.grow(plan->size - piece.size());
    // The last stretch moves first, so that no stretch is overwritten before it has moved.
    for (std::size_t i = plan->stretches.size(); i-- > 0;) {
        const Stretch& stretch = plan->stretches[i];
        piece.overwrite(stretch.to, stretch.text);
        if (!stretch.is_in_piece) piece.overwrite(stretch.to + stretch.text.size(), ",");
    }
    piece.shrink(piece.size() - plan->size);
    return piece;
}

}  // namespace mod_trakt::index
