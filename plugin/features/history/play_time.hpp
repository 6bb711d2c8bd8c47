// Finds out when an item was watched.
#pragma once

#include <cstdint>
#include <optional>

#include "model/item.hpp"

namespace mod_trakt::features {

// Milliseconds since the Unix epoch; nullopt if the item has no time. "unknown" is Trakt's word for a play without a
// date, which it keeps at epoch 0.
std::optional<std::int64_t> watched_ms_of(const Item& item);

}  // namespace mod_trakt::features
