// Names of accounts, made from a Trakt user or from a login alone. Each is a valid path component, and names of
// different accounts differ.
#pragma once

#include <string>
#include <string_view>

namespace mod_trakt::account {

// The name of a user of a server. `uuid` is user.ids.uuid; if it is not 1 to 64 characters of [0-9a-f-], it is hashed.
// Precondition: it is not empty.
std::string name_of_user(std::string_view api_url, std::string_view uuid);

// The name of a login whose user is not known. `login`: a result of Accounts::login_of.
std::string name_of_login(std::string_view login);

bool is_login_name(std::string_view account) noexcept;
// True if one of the functions above can have made this name.
bool is_account_name(std::string_view account) noexcept;

}  // namespace mod_trakt::account
