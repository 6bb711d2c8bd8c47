// Gives each play a key of its own in the document: plays of one key and second are told apart by their history ids.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_set>

#include "index/plays/play_list.hpp"

namespace mod_trakt::index {

// The plays of one key and second (of all lists together): the lowest history id has the plain key, the others append
// "~<history id>". Entries that have to change are put into `arena`. `seconds`: only plays watched in these (epoch
// seconds) are looked at, for the others are as they were; null: all.
void assign_unique_keys(std::span<PlayList* const> lists, const std::unordered_set<std::int64_t>* seconds,
                        EntryArena& arena);

}  // namespace mod_trakt::index
