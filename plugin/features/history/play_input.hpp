// An input of a history write, read: which title, and when.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "changes/write_input.hpp"
#include "model/media_ref.hpp"

namespace mod_trakt::features {

struct PlayInput {
    std::size_t input = 0;
    PlayRef ref;
    std::int64_t watched_ms = 0;  // the caller's own, seconds included

    std::int64_t minute_ms() const noexcept;
};

// All the ways in which Trakt's rows may name the same title: an episode that goes by its own ids is also known by its
// show and numbers, and the ids that the caller has need not be among those that Trakt has.
std::vector<MediaRef> names_of(const PlayRef& ref, const Item& item);

// When the item was watched; "unknown" is Trakt's word for a play without a date, which it keeps as epoch 0.
std::optional<std::int64_t> watched_ms_of(const Item& item);

// Precondition: input.item is there.
std::variant<PlayInput, Rejection> read_play(const changes::WriteInput& input);

}  // namespace mod_trakt::features
