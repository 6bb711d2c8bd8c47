// Parsing, rendering and changing accounts.json.
#include "account/accounts_file.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "account/identity.hpp"
#include "state/atomic_file.hpp"
#include "state/file_lock.hpp"
#include "state/set_aside.hpp"
#include "support/clock.hpp"
#include "support/error.hpp"
#include "support/hash.hpp"
#include "support/json/value.hpp"
#include "support/json/writer.hpp"
#include "support/random.hpp"

namespace mod_trakt::account {
namespace {

constexpr int schema = 1;
constexpr std::size_t salt_words = 2;  // 64-bit numbers
constexpr std::size_t most_logins = 10'000;

std::int64_t time_in(json::Value value) { return plausible_unix_ms(value.integer().value_or(0)); }

// Nullopt: the text is not an accounts file. An invalid entry is left out, which costs one request.
std::optional<Accounts> parse(const std::string& text) {
    json::Document document;
    if (document.parse(text)) return std::nullopt;
    const json::Value root = document.root();
    Accounts accounts;
    accounts.salt = root["salt"].text();
    if (root["schema"].integer() != schema || !is_hexadecimal(accounts.salt, salt_words * hash_digits) ||
        !root["logins"].is_object())
        return std::nullopt;
    accounts.pruned_ms = time_in(root["pruned_ms"]);
    for (const auto [login, value] : root["logins"].members()) {
        KnownLogin known{std::string(value["account"].text()), time_in(value["used_ms"]), time_in(value["asked_ms"]),
                         time_in(value["tried_ms"])};
        if (is_hexadecimal(login, hash_digits) && is_account_name(known.account))
            accounts.logins.insert_or_assign(std::string(login), std::move(known));
    }
    return accounts;
}

std::string render(const Accounts& accounts) {
    std::string text;
    json::Writer writer(text);
    writer.begin_object();
    writer.member("schema", schema);
    writer.member("salt", accounts.salt);
    writer.member("pruned_ms", accounts.pruned_ms);
    writer.key("logins");
    writer.begin_object();
    for (const auto& [login, known] : accounts.logins) {
        writer.key(login);
        writer.begin_object();
        writer.member("account", known.account);
        writer.member("used_ms", known.used_ms);
        writer.member("asked_ms", known.asked_ms);
        if (known.tried_ms > 0) writer.member("tried_ms", known.tried_ms);
        writer.end_object();
    }
    writer.end_object();
    writer.end_object();
    return text;
}

}  // namespace

Accounts Accounts::with_new_salt() {
    Accounts accounts;
    for (std::size_t i = 0; i < salt_words; ++i) accounts.salt += hex_of(random_word());
    return accounts;
}

std::string Accounts::login_of(std::string_view api_url, std::string_view client_id, const Secret& token) const {
    return hex_of(hash_of({salt, api_url, client_id, token.reveal()}));
}

const KnownLogin* Accounts::find(std::string_view login) const {
    const auto found = logins.find(login);
    return found == logins.end() ? nullptr : &found->second;
}

void Accounts::inherit(std::string_view former, const std::string& login) {
    const auto found = logins.find(former);
    if (found == logins.end()) return;
    KnownLogin known = std::move(found->second);
    logins.erase(found);
    logins.insert_or_assign(login, std::move(known));
}

void Accounts::forget_unused(std::int64_t since_ms) {
    std::erase_if(logins, [&](const auto& entry) { return entry.second.used_ms < since_ms; });
    if (logins.size() <= most_logins) return;
    std::vector<std::int64_t> used_ms;
    for (const auto& [login, known] : logins) used_ms.push_back(known.used_ms);
    const auto oldest_kept = used_ms.end() - static_cast<std::ptrdiff_t>(most_logins);
    std::nth_element(used_ms.begin(), oldest_kept, used_ms.end());
    std::erase_if(logins, [&](const auto& entry) { return entry.second.used_ms < *oldest_kept; });
}

AccountsFile::AccountsFile(state::Files& files, std::string path, std::string lock_path)
    : files_(files), path_(std::move(path)), lock_path_(std::move(lock_path)) {}

std::optional<Accounts> AccountsFile::load() const {
    const auto text = state::read_file(files_, path_);
    return text ? parse(*text) : std::nullopt;
}

Accounts AccountsFile::update(const CallScope& scope, const std::function<void(Accounts&)>& change) {
    const state::FileLock lock(files_, lock_path_, scope);
    const std::optional<Accounts> before = load();
    Accounts accounts = before ? *before : Accounts::with_new_salt();
    change(accounts);
    if (before == accounts) return accounts;
    if (!before) state::set_aside(files_, path_);
    const std::string text = render(accounts);
    const std::array<std::string_view, 1> parts = {text};
    state::write_file(files_, path_, parts, 0600);
    return accounts;
}

}  // namespace mod_trakt::account
