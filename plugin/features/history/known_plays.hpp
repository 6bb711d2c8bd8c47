// The plays that an account has of some titles at some minutes, found with as few requests as can be.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "account/holdings.hpp"
#include "features/feature.hpp"
#include "model/media_ref.hpp"

namespace mod_trakt::features {

struct WantedPlay {
    std::vector<MediaRef> names;            // all ways in which rows may name the title; as it is sent comes first
    std::optional<std::int64_t> minute_ms;  // absent: all plays of the title

    const MediaRef& title() const { return names.front(); }
};

// From what is proven already (recent minutes are looked up nevertheless), else by one look-up per minute or title.
// When these are many, from the last snapshot after it was brought up to date; and when none of this is possible, by a
// full read. Throws Failure when that fails too.
account::Holdings known_plays(const Feature& history, std::span<const WantedPlay> wanted, account::Context& context,
                              const CallScope& scope);

}  // namespace mod_trakt::features
