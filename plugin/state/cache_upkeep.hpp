// Moving and removing whole caches of accounts. Nothing that is not known by its name is touched, and no symbolic link
// is followed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include "state/state_folder.hpp"

namespace mod_trakt::state {

// `from` has turned out to be the account `to`: its files become those of `to` where `to` has none of its own, and are
// dropped where it has. Writes under `from` are noted for what `to` has. Best effort: what cannot be moved costs
// a later read time, nothing else.
void join_cache(const StateFolder& folder, std::string_view from, std::string_view to);

// Removes the caches that `is_unused` says so of, and what former layouts have left. `changed_ms`: when anything in
// that cache was changed last. A cache with a file that a process has locked stays, and so does what is left after
// `most` caches: until the next time.
using IsUnused = std::function<bool(std::string_view account, std::int64_t changed_ms)>;
void prune_cache(const StateFolder& folder, std::size_t most, const IsUnused& is_unused);

}  // namespace mod_trakt::state
