// The used part of an answer of /users/settings, and its form in the cache.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "support/json/value.hpp"

namespace mod_trakt::account {

struct Limits {
    bool vip = false;
    std::optional<std::int64_t> watchlist_items;  // nullopt: not in the answer
    bool operator==(const Limits&) const = default;
};

struct SettingsAnswer {
    std::int64_t asked_ms = 0;  // by Trakt's clock; 0: Trakt has not answered
    Limits limits;
    std::optional<bool> watch_only_once;  // nullopt: not in the answer
    bool operator==(const SettingsAnswer&) const = default;
};

// Precondition: `root` is the object that Trakt has answered.
SettingsAnswer read_settings(json::Value root, std::int64_t asked_ms);

// The text of the file. It names the account, because a cache may be copied.
std::string render_settings(const SettingsAnswer& answer, std::string_view account);
// Nullopt if the text is damaged or of another account.
std::optional<SettingsAnswer> parse_settings(const std::string& text, std::string_view account);

}  // namespace mod_trakt::account
