// One token refresh while one file operation fails.
#include <catch2/catch.hpp>

#include <filesystem>

#include "account.hpp"
#include "auth/credential_store.hpp"
#include "sweep.hpp"
#include "tests/support/temp_folder.hpp"

using namespace mod_trakt;
using namespace mod_trakt::faults;

namespace {

// Refresh tokens work once, as at Trakt.
struct Login {
    std::string access = "token";
    std::string refresh = "refresh-0";
    int refreshes = 0;

    std::optional<http::Outcome> answer(const http::Request& request) {
        if (test::ModuleBench::path_in(request.url) != "/oauth/token") {
            if (request.headers.get("authorization") == "Bearer " + access) return std::nullopt;
            return test::answer(401);
        }
        if (request.body.find("\"" + refresh + "\"") == std::string::npos)
            return test::answer(400, R"({"error":"invalid_grant"})");
        ++refreshes;
        access = "access-" + std::to_string(refreshes);
        refresh = "refresh-" + std::to_string(refreshes);
        return test::answer(
            200, R"({"access_token":")" + access + R"(","refresh_token":")" + refresh + R"(","expires_in":604800})");
    }
    // The access token is refused from now on.
    void end_access() { access = "none yet"; }
};

std::unique_ptr<test::ModuleBench> open_logged_in(const std::string& state_dir, Login& login,
                                                  std::unique_ptr<state::Files> files = nullptr) {
    auto bench = open_module(state_dir, std::move(files), R"(,"client_secret":"s","refresh_token":"refresh-0")");
    fill(*bench, Holding::Before);
    bench->odd = [&login](const http::Request& request) { return login.answer(request); };
    return bench;
}

std::optional<auth::StoredTokens> stored(const std::string& state_dir, const char* instance) {
    state::SystemFiles files;
    return auth::make_file_store(files, state::credentials_file_of(state_dir), {}, instance, {})->load();
}

void save_for_cabin(const std::string& state_dir) {
    state::SystemFiles files;
    auth::make_file_store(files, state::credentials_file_of(state_dir), {}, "cabin", {})
        ->save({Secret("cabin-access"), Secret("cabin-refresh"), 0, "0123456789abcdef"});
}

// A refresh that is due, after `refreshes` earlier ones under the same configuration.
void sweep_refresh(int refreshes_before) {
    Login prepared;
    Login login;
    Work work;
    work.prepare = [&](const std::string& state_dir) {
        save_for_cabin(state_dir);
        for (int i = 0; i < refreshes_before; ++i) {
            prepared.end_access();
            open_logged_in(state_dir, prepared)->index("watchlist");
        }
        prepared.end_access();
    };
    work.run = [&](const std::string& state_dir, Plan& plan) {
        login = prepared;
        std::optional<Error> error;
        std::unique_ptr<test::ModuleBench> bench;
        try {
            bench = open_logged_in(state_dir, login, files_under(plan));
            const std::string document = bench->index("watchlist");
            CHECK(items_of(document) == items_at_trakt("watchlist", Holding::Before));
        } catch (const Failure& failure) {
            error = failure.error();
            check_is_clear(*error, plan);
        }
        const auto cabin = stored(state_dir, "cabin");
        REQUIRE(cabin);
        CHECK(cabin->refresh_token == Secret("cabin-refresh"));
        const auto own = stored(state_dir, "default");
        const bool is_saved = own && own->refresh_token == Secret(login.refresh);
        const bool has_refreshed = login.refreshes > refreshes_before;
        if (!has_refreshed) {
            CHECK(error);
            CHECK(is_saved == (refreshes_before > 0));
            return;
        }
        // The pair is saved, or the error is reported. In both cases the handle continues with the new pair.
        const bool told = error && error->reason == "token_not_saved";
        CHECK((is_saved || told));
        if (error) CHECK(told);
        CHECK(items_of(bench->index("watchlist")) == items_at_trakt("watchlist", Holding::Before));
        CHECK(login.refreshes == refreshes_before + 1);
    };
    work.look_after = [&](const std::string& state_dir) {
        CHECK(std::filesystem::exists(state_dir + "/credentials.json"));
        CHECK_FALSE(std::filesystem::exists(state_dir + "/credentials.json.corrupt-1"));
        const auto own = stored(state_dir, "default");
        const bool was_told =
            login.refreshes > refreshes_before && !(own && own->refresh_token == Secret(login.refresh));
        if (was_told) return;  // the next process has to log in, as was reported to the host
        const auto bench = open_logged_in(state_dir, login);
        CHECK(items_of(bench->index("watchlist")) == items_at_trakt("watchlist", Holding::Before));
        CHECK(login.refreshes == refreshes_before + 1);
    };
    sweep(work);
}

}  // namespace

TEST_CASE("A first refresh with a failing disk never loses the new pair without an error", "[refresh]") {
    sweep_refresh(0);
}

TEST_CASE("A later refresh with a failing disk never loses the new pair without an error", "[refresh]") {
    sweep_refresh(1);
}
