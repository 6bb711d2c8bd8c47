// Removes the data of logins and users that were not used for 90 days. Data that cannot be read again is kept.
#pragma once

#include <string_view>

#include "account/accounts_file.hpp"
#include "state/state_folder.hpp"
#include "support/call_scope.hpp"
#include "support/clock.hpp"

namespace mod_trakt::account {

inline constexpr std::int64_t unused_ms = 90 * day_ms;

// True if the two times are at least `least_ms` apart in either direction, because a clock may be set back.
constexpr bool are_apart(std::int64_t then_ms, std::int64_t now_ms, std::int64_t least_ms) noexcept {
    return now_ms - then_ms >= least_ms || then_ms - now_ms >= least_ms;
}
constexpr bool is_a_day_apart(std::int64_t then_ms, std::int64_t now_ms) noexcept {
    return are_apart(then_ms, now_ms, day_ms);
}

// Removes the logins and caches that were not used for 90 days by this machine's clock; all of them can be made again.
// `login` and `account` are in use and stay. Throws Failure as AccountsFile::update.
void prune(AccountsFile& file, const state::StateFolder& folder, std::string_view login, std::string_view account,
           const CallScope& scope);

}  // namespace mod_trakt::account
