// The canonical key: what makes two providers' items the same.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/item.hpp"
#include "model/key_rules.hpp"

namespace mod_trakt {

// Key of a reduced item.
std::string canonical_key(const Item& item, const KeyRules& rules);
// Key of an item as a host hands it in, season_number and episode_number included.
std::string canonical_key(json::Value object, const KeyRules& rules);

// "<base>@<epoch seconds>": the key of one play.
std::string event_key(const Item& item, std::int64_t epoch_s, const KeyRules& rules);
// Its base: an episode with show ids and numbers goes by these alone.
std::string event_base_key(const Item& item, const KeyRules& rules);

// Next-best key for an item whose best id is taken by an item of another type: made with the id key that follows
// `taken` in the order of priority. Empty when no further id is left.
std::string next_key(const Item& item, std::string_view taken, const KeyRules& rules);

// Season and episode numbers by the integer rule of 3.7; nullopt: absent or not a number.
std::optional<std::int64_t> season_number(const Item& item);
std::optional<std::int64_t> episode_number(const Item& item);

}  // namespace mod_trakt
