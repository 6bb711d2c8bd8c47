// The first line of a cache file names the account whose data it contains, so that a file in another account's folder
// is refused. Nothing else in the file names the account, so join_cache only replaces this line.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mod_trakt::state {

// With its line end.
inline std::string owner_line(std::string_view account) { return "account " + std::string(account) + '\n'; }

// The text after that line; nullopt if the text belongs to another account.
inline std::optional<std::string_view> behind_owner_line(std::string_view text, std::string_view account) {
    const std::string line = owner_line(account);
    return text.starts_with(line) ? std::optional(text.substr(line.size())) : std::nullopt;
}

}  // namespace mod_trakt::state
