// Gives each play a unique key in the document: plays with the same key and second are distinguished by history id.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_set>

#include "index/plays/play_list.hpp"

namespace mod_trakt::index {

// Among plays of all lists with the same key and second, the lowest history id has the plain key; the others append
// "~<history id>". Entries with a new key are put into `arena`. `seconds`: only plays watched in these epoch seconds
// are looked at, because the others are unchanged; null: all plays.
void assign_unique_keys(std::span<PlayList* const> lists, const std::unordered_set<std::int64_t>* seconds,
                        EntryArena& arena);

}  // namespace mod_trakt::index
