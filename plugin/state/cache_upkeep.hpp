// Moving and removing whole caches of accounts. Only files with names that the plugin gives are touched, and no
// symbolic link is followed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include "state/state_folder.hpp"

namespace mod_trakt::state {

// Moves the cache of `from`, a provisional name, to the account `to`. A file of `from` becomes a file of `to` if `to`
// does not have it yet; otherwise it is removed. Writes noted under `from` are noted for `to`. Best effort: a file that
// cannot be moved only means a slower read later.
void join_cache(const StateFolder& folder, std::string_view from, std::string_view to);

// Removes the caches for which `is_unused` returns true, and the files of former layouts. `changed_ms` is the time of
// the last change of anything in that cache. A cache with a file that a process has locked stays. At most `most` caches
// are removed in one call.
using IsUnused = std::function<bool(std::string_view account, std::int64_t changed_ms)>;
void prune_cache(const StateFolder& folder, std::size_t most, const IsUnused& is_unused);

}  // namespace mod_trakt::state
