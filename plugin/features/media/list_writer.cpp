#include "features/media/list_writer.hpp"

#include <utility>

#include "features/present_state.hpp"

namespace mod_trakt::features {

changes::Held ListWriter::read_back(std::span<const changes::Intent>) {
    PresentState state = present_state(feature_, context_, scope_);
    if (state.proof == nullptr)
        return {.holdings = {}, .is_certain = false, .unread = {}, .why_unknown = std::move(state.why_unknown)};
    return {account::holdings_of(*state.proof, context_.options.keys), state.just_proven};
}

changes::Held ListWriter::recall() const { return held_at_hand(feature(), context_); }

}  // namespace mod_trakt::features
