#include "account/accounts_file.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "account/identity.hpp"
#include "support/hash.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/hooked_files.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/thrown.hpp"

namespace mod_trakt::accounts_file_test {

using account::Accounts;
using account::AccountsFile;
using account::KnownLogin;

namespace {

struct Bench {
    AccountsFile file() { return {files, path, temp / "accounts.lock"}; }
    Accounts keep(const Accounts& accounts) {
        return file().update(scope, [&](Accounts& all) { all = accounts; });
    }

    test::TempFolder temp;
    test::HookedFiles files;
    test::FakeClock clock;
    std::int32_t cancel = 0;
    CallScope scope{clock, &cancel, 0};
    std::string path = temp / "accounts.json";
};

const Secret token("token-of-the-test"), other_token("another-token");

Accounts some_accounts() {
    Accounts accounts = Accounts::with_new_salt();
    accounts.pruned_ms = 5;
    accounts.logins[accounts.login_of("server", "id", token)] = {account::name_of_user("server", "a-b"), 7, 8};
    accounts.logins["0123456789abcdef"] = {account::name_of_login("0123456789abcdef"), 9, 0, 6};
    return accounts;
}

std::string login_of(const Accounts& accounts, const Secret& of) { return accounts.login_of("server", "id", of); }

}  // namespace

TEST_CASE("accounts.json keeps its content, is readable by its owner only, and contains no token", "[accounts]") {
    Bench bench;
    CHECK_FALSE(bench.file().load());
    const Accounts accounts = some_accounts();
    CHECK(bench.keep(accounts) == accounts);
    CHECK(bench.file().load() == accounts);
    CHECK(bench.file().load()->find(login_of(accounts, token))->account == account::name_of_user("server", "a-b"));
    CHECK(bench.file().load()->find(login_of(accounts, other_token)) == nullptr);
    struct stat info {};
    REQUIRE(::stat(bench.path.c_str(), &info) == 0);
    CHECK((info.st_mode & 07777) == 0600);
    CHECK(test::slurp(bench.path).find("token") == std::string::npos);
}

TEST_CASE("The name of a login depends on server, client id, token and the folder's salt", "[accounts]") {
    const Accounts here = Accounts::with_new_salt(), there = Accounts::with_new_salt();
    CHECK(here.salt.size() == 32);
    CHECK(here.salt != there.salt);
    const std::string name = here.login_of("server", "id", token);
    CHECK(name.size() == 16);
    CHECK(here.login_of("server", "id", token) == name);
    for (const std::string& other :
         {there.login_of("server", "id", token), here.login_of("other", "id", token),
          here.login_of("server", "other", token), here.login_of("server", "id", other_token)})
        CHECK(other != name);
}

TEST_CASE("The salt is made once, and stays", "[accounts]") {
    Bench bench;
    const Accounts made = bench.file().update(bench.scope, [](Accounts&) {});
    CHECK(bench.file().load() == made);
    const Accounts changed = bench.file().update(bench.scope, [](Accounts& all) { all.pruned_ms = 3; });
    CHECK(changed.salt == made.salt);
    CHECK(changed.pruned_ms == 3);
}

TEST_CASE("Nothing is written when nothing has changed", "[accounts]") {
    Bench bench;
    bench.keep(some_accounts());
    std::size_t writes = 0;
    bench.files.before = [&](const test::FileCall& call) {
        writes += call.operation == "write" ? 1 : 0;
        return 0;
    };
    bench.file().update(bench.scope, [](Accounts&) {});
    CHECK(writes == 0);
}

TEST_CASE("An entry that another process saves just before the lock is taken is not lost", "[accounts]") {
    Bench bench;
    const Accounts accounts = bench.keep(some_accounts());
    bool is_first = true;
    bench.files.before = [&](const test::FileCall& call) {
        if (call.operation != "flock" || !std::exchange(is_first, false)) return 0;
        state::SystemFiles files;
        AccountsFile(files, bench.path, bench.temp / "accounts.lock").update(bench.scope, [](Accounts& all) {
            all.logins["00000000000000aa"] = {account::name_of_login("00000000000000aa"), 1, 0};
        });
        return 0;
    };
    bench.file().update(bench.scope, [](Accounts& all) { all.pruned_ms = 77; });
    CHECK(bench.file().load()->pruned_ms == 77);
    CHECK(bench.file().load()->find("00000000000000aa") != nullptr);
    CHECK(bench.file().load()->logins.size() == accounts.logins.size() + 1);
}

TEST_CASE("A damaged accounts.json is moved aside, never overwritten", "[accounts]") {
    const std::string salt(32, 'a');
    for (const std::string& text : std::vector<std::string>{
             "", "{", "[]", "null", R"({"schema":1,"logins":{}})", R"({"schema":1,"salt":"short","logins":{}})",
             R"({"schema":2,"salt":")" + salt + R"(","logins":{}})", R"({"schema":1,"salt":")" + salt + "\"}",
             R"({"schema":1,"salt":")" + salt + R"(","logins":[]})"}) {
        Bench bench;
        INFO(text);
        test::spit(bench.path, text);
        CHECK_FALSE(bench.file().load());
        bench.file().update(bench.scope, [](Accounts& all) { all.pruned_ms = 1; });
        CHECK(test::slurp(bench.path + ".corrupt-1") == text);
        REQUIRE(bench.file().load());
        CHECK(bench.file().load()->salt != salt);
        test::spit(bench.path, text);
        bench.file().update(bench.scope, [](Accounts& all) { all.pruned_ms = 2; });
        CHECK(test::slurp(bench.path + ".corrupt-2") == text);
    }
}

TEST_CASE("An invalid entry is left out, and the other entries stay", "[accounts]") {
    Bench bench;
    const Accounts accounts = some_accounts();
    bench.keep(accounts);
    std::string text = test::slurp(bench.path);
    const std::string begin = R"("logins":{)";
    text.insert(text.find(begin) + begin.size(),
                R"("..":{"account":"login-0123456789abcdef"},"00000000000000aa":{"account":"../../etc"},)"
                R"("00000000000000ab":7,"00000000000000ac":{"used_ms":4},)");
    test::spit(bench.path, text);
    CHECK(bench.file().load() == accounts);
}

TEST_CASE("Times outside the range of a clock are clamped", "[accounts]") {
    Bench bench;
    test::spit(bench.path, R"({"schema":1,"salt":")" + std::string(32, '0') +
                               R"(","pruned_ms":-5,"logins":{"00000000000000aa":{"account":"login-00000000000000aa",)"
                               R"("used_ms":9223372036854775807,"asked_ms":"soon","tried_ms":-1}}})");
    const auto accounts = bench.file().load();
    REQUIRE(accounts);
    CHECK(accounts->pruned_ms == 0);
    const KnownLogin* known = accounts->find("00000000000000aa");
    REQUIRE(known != nullptr);
    CHECK(known->used_ms < 9'000'000'000'000'000);
    CHECK(known->asked_ms == 0);
    CHECK(known->tried_ms == 0);
}

TEST_CASE("A renewed pair takes its predecessor's place", "[accounts]") {
    Accounts accounts = some_accounts();
    const std::string former = login_of(accounts, token), now = login_of(accounts, other_token);
    const KnownLogin known = *accounts.find(former);
    accounts.inherit(former, now);
    REQUIRE(accounts.find(now) != nullptr);
    CHECK(*accounts.find(now) == known);
    CHECK(accounts.find(former) == nullptr);
    const Accounts before = accounts;
    accounts.inherit(former, "00000000000000aa");  // not in the file now
    CHECK(accounts == before);
}

TEST_CASE("Logins that were not used for long are forgotten, and if there are too many, the oldest ones",
          "[accounts]") {
    Accounts accounts = Accounts::with_new_salt();
    for (int i = 0; i < 10'010; ++i) {
        const std::string login = hex_of(static_cast<std::uint64_t>(10'010 - i));
        accounts.logins[login] = {account::name_of_login(login), i, 0};
    }
    REQUIRE(accounts.logins.size() == 10'010);
    accounts.forget_unused(4);
    CHECK(accounts.logins.size() == 10'000);
    CHECK(std::all_of(accounts.logins.begin(), accounts.logins.end(),
                      [](const auto& entry) { return entry.second.used_ms >= 10; }));
    accounts.forget_unused(100);
    CHECK(accounts.logins.size() == 9'910);
}

TEST_CASE("An accounts.json that cannot be read or saved is a HOST failure, and is not changed", "[accounts]") {
    Bench bench;
    const Accounts accounts = some_accounts();
    bench.keep(accounts);
    for (const char* operation : {"read", "make_temporary", "write", "rename", "flock"}) {
        INFO(operation);
        bench.files.before = [&](const test::FileCall& call) { return call.operation == operation ? EIO : 0; };
        const Error error =
            test::thrown_by([&] { bench.file().update(bench.scope, [](Accounts& all) { all.pruned_ms = 77; }); });
        CHECK(error.status == Status::Host);
        bench.files.before = nullptr;
        CHECK(bench.file().load() == accounts);
        CHECK_FALSE(std::filesystem::exists(bench.path + ".corrupt-1"));
    }
}

}  // namespace mod_trakt::accounts_file_test
