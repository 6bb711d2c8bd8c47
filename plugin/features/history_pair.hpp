// Movies and episodes brought up to date together: the newest page and the total of the whole history serve both, which
// spares a request against looking at each by itself.
#pragma once

#include <array>
#include <optional>

#include "features/history_kind.hpp"

namespace mod_trakt::features {

struct KnownKind {
    std::string name;
    const sync::PlayList* list = nullptr;
    Look look = Look::Moved;
};

// Movies first. Nothing when the two have to be looked at one by one. Throws Failure.
std::optional<std::array<KindRead, 2>> update_pair(const std::array<KnownKind, 2>& kinds, sync::Context& context,
                                                   const CallScope& scope);

}  // namespace mod_trakt::features
