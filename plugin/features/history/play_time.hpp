// When an item was watched.
#pragma once

#include <cstdint>
#include <optional>

#include "model/item.hpp"

namespace mod_trakt::features {

// Unix epoch, ms; nullopt: the item does not say. "unknown" is Trakt's word for a play without a date, which it keeps
// as epoch 0.
std::optional<std::int64_t> watched_ms_of(const Item& item);

}  // namespace mod_trakt::features
