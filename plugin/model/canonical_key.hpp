// The canonical key of an item. Items of two providers with equal keys are the same. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/item.hpp"
#include "model/key_rules.hpp"

namespace mod_trakt {

// Key of a reduced item.
std::string canonical_key(const Item& item, const KeyRules& rules);
// Key of an item as a host passes it, with season_number and episode_number considered.
std::string canonical_key(json::Value object, const KeyRules& rules);

// "<base>@<epoch seconds>": the key of one play.
std::string event_key(const Item& item, std::int64_t epoch_s, const KeyRules& rules);
// Replaces the text of `key` by the event key, and reuses its memory.
void put_event_key(const Item& item, std::int64_t epoch_s, const KeyRules& rules, std::string& key);
// The part of event_key() before the "@". For an episode with show ids and numbers it is made from these only.
std::string event_base_key(const Item& item, const KeyRules& rules);

// For an item whose key `taken` belongs to another title: the key by the item's next id after that of `taken`, in the
// order of priority. Empty when there is none.
std::string next_key(const Item& item, std::string_view taken, const KeyRules& rules);

// Season and episode numbers for requests; nullopt if the member is missing or not a whole number.
std::optional<std::int64_t> season_number(const Item& item);
std::optional<std::int64_t> episode_number(const Item& item);

}  // namespace mod_trakt
