// Names of accounts: of a Trakt user, and of a login alone. Each is one path part, and no two of them are the same.
#pragma once

#include <string>
#include <string_view>

namespace mod_trakt::account {

// The user of a server. `uuid` is user.ids.uuid; one that is not 1 to 64 characters of [0-9a-f-] is hashed.
// Precondition: it is not empty.
std::string name_of_user(std::string_view api_url, std::string_view uuid);

// A login whose user is not known. `login` as made by Accounts::login_of.
std::string name_of_login(std::string_view login);

bool is_login_name(std::string_view account) noexcept;
// Whether one of the above can have made this name.
bool is_account_name(std::string_view account) noexcept;

}  // namespace mod_trakt::account
