#include "features/media/list_writer.hpp"

#include "features/present_state.hpp"

namespace mod_trakt::features {

changes::Held ListWriter::read_back(std::span<const changes::Intent>) {
    return read_holdings(feature_, context_, scope_);
}

changes::Held ListWriter::recall() const { return held_at_hand(feature(), context_); }

}  // namespace mod_trakt::features
