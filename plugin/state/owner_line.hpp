// The first line of a file in a cache says whose data it holds, so that one that lies in another account's folder is
// refused. Nothing else in the file names the account: join_cache writes this line anew.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mod_trakt::state {

// With its end.
inline std::string owner_line(std::string_view account) { return "account " + std::string(account) + '\n'; }

// What follows that line; nullopt: the text is not that account's.
inline std::optional<std::string_view> behind_owner_line(std::string_view text, std::string_view account) {
    const std::string line = owner_line(account);
    return text.starts_with(line) ? std::optional(text.substr(line.size())) : std::nullopt;
}

}  // namespace mod_trakt::state
