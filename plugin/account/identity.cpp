// Makes and recognises names of accounts.
#include "account/identity.hpp"

#include "support/hash.hpp"

namespace mod_trakt::account {
namespace {

constexpr std::string_view login_prefix = "login-";
constexpr std::string_view hashed_prefix = "hashed-";  // no uuid begins like this
constexpr std::size_t longest_uuid = 64;

bool is_hash(std::string_view text) noexcept { return is_hexadecimal(text, hash_digits); }

bool is_plain_uuid(std::string_view uuid) noexcept {
    return !uuid.empty() && uuid.size() <= longest_uuid &&
           uuid.find_first_not_of("0123456789abcdef-") == std::string_view::npos;
}

}  // namespace

std::string name_of_user(std::string_view api_url, std::string_view uuid) {
    std::string name = hex_of(hash_of({api_url})) + "-";
    if (is_plain_uuid(uuid))
        name += uuid;
    else
        name.append(hashed_prefix).append(hex_of(hash_of({uuid})));
    return name;
}

std::string name_of_login(std::string_view login) { return std::string(login_prefix).append(login); }

bool is_login_name(std::string_view account) noexcept {
    return account.starts_with(login_prefix) && is_hash(account.substr(login_prefix.size()));
}

bool is_account_name(std::string_view account) noexcept {
    if (is_login_name(account)) return true;
    if (account.size() <= hash_digits || !is_hash(account.substr(0, hash_digits)) || account[hash_digits] != '-')
        return false;
    const std::string_view user = account.substr(hash_digits + 1);
    return is_plain_uuid(user) || (user.starts_with(hashed_prefix) && is_hash(user.substr(hashed_prefix.size())));
}

}  // namespace mod_trakt::account
