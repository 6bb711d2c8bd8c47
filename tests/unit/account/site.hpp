// Modules that share a state folder, each with its own login.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "account/accounts_file.hpp"
#include "account/identity.hpp"
#include "auth/credential_store.hpp"
#include "tests/support/hooked_files.hpp"
#include "tests/support/module_bench.hpp"
#include "tests/support/temp_folder.hpp"

namespace mod_trakt::test {

inline const std::string server = "http://127.0.0.1:1";
inline const std::string movie =
    R"([{"type":"movie","ids":{"trakt":7},"rating":8,"watched_at":"2024-01-02T03:04:00Z"}])";
inline const std::string user = account::name_of_user(server, "a-b");

inline std::string settings_of(const std::string& uuid) {
    return R"({"user":{"ids":{"uuid":")" + uuid + R"("}},"limits":{"watchlist":{"item_count":250}}})";
}
inline std::size_t asked(const ModuleBench& bench) { return bench.asked("/users/settings"); }

// Modules that share one state folder, by their tokens.
struct Site {
    std::unique_ptr<ModuleBench> open(const std::string& token, const std::string& uuid = "a-b") {
        return open_with(std::make_unique<HookedFiles>(), token, uuid);
    }
    std::unique_ptr<ModuleBench> open_with(std::unique_ptr<HookedFiles> files, const std::string& token,
                                           const std::string& uuid = "a-b") {
        files->flushes = false;
        auto bench = std::make_unique<ModuleBench>(R"(,"access_token":")" + token + "\"",
                                                   R"(,"state_dir":")" + state + "\"", std::move(files));
        if (!uuid.empty()) bench->lists["/users/settings"] = settings_of(uuid);
        bench->clock->set_unix_ms(now_ms);
        return bench;
    }
    // A login in credentials.json, for modules whose configuration has no token.
    void save_login(const std::string& token) {
        const std::string origin = "0123456789abcdef";
        auth::make_file_store(system, state::credentials_file_of(state), {}, "default", origin)
            ->save({Secret(token), Secret("refresh"), 0, origin});
    }
    std::optional<account::Accounts> accounts() {
        return account::AccountsFile(system, state + "/accounts.json", state + "/accounts.lock").load();
    }
    void change(const std::function<void(account::Accounts&)>& change) {
        FakeClock clock;
        account::AccountsFile(system, state + "/accounts.json", state + "/accounts.lock")
            .update(CallScope(clock, nullptr, 0), change);
    }
    const account::KnownLogin* login(const std::string& token) {
        kept = accounts().value_or(account::Accounts());
        return kept.find(kept.login_of(server, "id", Secret(token)));
    }
    std::string account_of(const std::string& token) {
        const account::KnownLogin* known = login(token);
        return known != nullptr ? known->account : "none";
    }
    // The provisional name of a login.
    std::string alone(const std::string& token) {
        return account::name_of_login(accounts()->login_of(server, "id", Secret(token)));
    }
    bool has(const std::string& name) const { return std::filesystem::exists(state + "/" + name); }
    // The names in state/cache/.
    std::set<std::string> caches() const {
        std::set<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(state + "/cache"))
            names.insert(entry.path().filename());
        return names;
    }

    TempFolder folder;
    std::string state = folder / "state";
    state::SystemFiles system;
    account::Accounts kept;
    std::int64_t now_ms = 1'789'200'000'000;
};

}  // namespace mod_trakt::test
