// Chooses the logins and caches to remove; state/cache_upkeep removes the caches.
#include "account/pruning.hpp"

#include <set>
#include <string>

#include "account/identity.hpp"
#include "state/cache_upkeep.hpp"

namespace mod_trakt::account {

void prune(AccountsFile& file, const state::StateFolder& folder, std::string_view login, std::string_view account,
           const CallScope& scope) {
    constexpr std::size_t most_caches = 100;
    const std::int64_t now_ms = scope.clock().unix_ms();
    const Accounts accounts = file.update(scope, [&](Accounts& all) {
        all.pruned_ms = now_ms;
        if (const auto own = all.logins.find(login); own != all.logins.end()) own->second.used_ms = now_ms;
        all.forget_unused(now_ms - unused_ms);
    });
    std::set<std::string_view> in_use = {account};
    for (const auto& [name, known] : accounts.logins) in_use.insert(known.account);
    // A cache without a known login may belong to an entry that was lost, so the times of its files decide.
    state::prune_cache(folder, most_caches, [&](std::string_view name, std::int64_t changed_ms) {
        return is_account_name(name) && !in_use.contains(name) && changed_ms < now_ms - unused_ms;
    });
}

}  // namespace mod_trakt::account
