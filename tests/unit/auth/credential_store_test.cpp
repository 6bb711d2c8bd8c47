// The stores of tokens: the file, the host's store, and memory.
#include "auth/credential_store.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>

#include <limits>
#include <map>

#include "tests/support/hooked_files.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/thrown.hpp"

namespace mod_trakt::credential_store_test {

using auth::StoredTokens;
using test::outline;
using test::slurp;
using test::spit;
using test::TempFolder;
using test::thrown_by;

namespace {

state::SystemFiles files;

StoredTokens tokens(const std::string& name) {
    StoredTokens made;
    made.access_token = Secret("access-" + name);
    made.refresh_token = Secret("refresh-" + name);
    made.expires_at_ms = 1'789'300'000'123;
    made.origin = "origin-" + name;
    return made;
}

std::unique_ptr<auth::CredentialStore> file_store(const TempFolder& folder, const std::string& instance = "default",
                                                  const std::string& origin = {}) {
    return auth::make_file_store(files, folder / "credentials.json", folder / "credentials.lock", instance, origin);
}

void check_is(const std::optional<StoredTokens>& found, const StoredTokens& expected) {
    REQUIRE(found);
    CHECK(found->access_token == expected.access_token);
    CHECK(found->refresh_token == expected.refresh_token);
    CHECK(found->expires_at_ms == expected.expires_at_ms);
    CHECK(found->origin == expected.origin);
}

}  // namespace

TEST_CASE("Saved tokens are loaded again, by this store and by the next one", "[state]") {
    const TempFolder folder;
    const auto store = file_store(folder);
    CHECK_FALSE(store->load());
    store->save(tokens("1"));
    check_is(store->load(), tokens("1"));
    store->save(tokens("2"));
    check_is(file_store(folder)->load(), tokens("2"));
}

TEST_CASE("Only the owner may read the file with the tokens, whatever its former mode", "[state]") {
    const TempFolder folder;
    spit(folder / "credentials.json", R"({"schema":1,"instances":{}})");
    REQUIRE(::chmod((folder / "credentials.json").c_str(), 0644) == 0);
    file_store(folder)->save(tokens("1"));
    struct stat info {};
    REQUIRE(::stat((folder / "credentials.json").c_str(), &info) == 0);
    CHECK((info.st_mode & 07777) == 0600);
}

TEST_CASE("Instances share a file but not their tokens", "[state]") {
    const TempFolder folder;
    file_store(folder, "default")->save(tokens("home"));
    CHECK_FALSE(file_store(folder, "cabin")->load());
    file_store(folder, "cabin")->save(tokens("cabin"));
    file_store(folder, "default")->save(tokens("home-2"));
    check_is(file_store(folder, "cabin")->load(), tokens("cabin"));
    check_is(file_store(folder, "default")->load(), tokens("home-2"));
    CHECK(folder.names() == std::vector<std::string>{"credentials.json"});
}

TEST_CASE("Two logins under one instance name do not overwrite each other's tokens", "[state]") {
    const TempFolder folder;
    file_store(folder, "default", "origin-1")->save(tokens("1"));
    file_store(folder, "default", "origin-2")->save(tokens("2"));
    check_is(file_store(folder, "default", "origin-1")->load(), tokens("1"));
    check_is(file_store(folder, "default", "origin-2")->load(), tokens("2"));
}

TEST_CASE("A file that cannot be read as tokens is set aside, never overwritten", "[state]") {
    const TempFolder folder;
    const auto store = file_store(folder);
    spit(folder / "credentials.json", "first broken text");
    CHECK_FALSE(store->load());
    store->save(tokens("1"));
    spit(folder / "credentials.json", R"(["no object"])");
    store->save(tokens("2"));
    check_is(store->load(), tokens("2"));
    CHECK(slurp(folder / "credentials.json.corrupt-1") == "first broken text");
    CHECK(slurp(folder / "credentials.json.corrupt-2") == R"(["no object"])");
}

TEST_CASE("An entry with another structure reads as no tokens, and the other instances stay", "[state]") {
    const TempFolder folder;
    for (const char* entry :
         {R"([])", R"({"schema":2,"access_token":"a"})", R"({"schema":1})", R"({"schema":1,"access_token":5})"}) {
        INFO(entry);
        spit(folder / "credentials.json",
             std::string(R"({"schema":1,"instances":{"default@x":)") + entry + R"(,"other":{"kept":1.0}}})");
        const auto store = file_store(folder);
        CHECK_FALSE(store->load());
        store->save(tokens("1"));
        check_is(store->load(), tokens("1"));
        CHECK(slurp(folder / "credentials.json").find(R"("other":{"kept":1.0})") != std::string::npos);
    }
}

TEST_CASE("Tokens that cannot be saved are the failure token_not_saved, whose message contains no token", "[state]") {
    const TempFolder folder;
    SECTION("the folder was removed") {
        const auto store =
            auth::make_file_store(files, folder / "gone/credentials.json", folder / "lock", "default", "");
        const Error error = thrown_by([&] { store->save(tokens("1")); });
        CHECK(outline(error) == "HOST token_not_saved");
        CHECK(error.message.find("access-") == std::string::npos);
    }
    SECTION("there is a link of that name") {
        spit(folder / "elsewhere", "");
        std::filesystem::create_symlink(folder / "elsewhere", folder / "credentials.json");
        CHECK(outline(thrown_by([&] { file_store(folder)->save(tokens("1")); })) == "HOST token_not_saved");
        CHECK(slurp(folder / "elsewhere").empty());
    }
    SECTION("there is a folder of that name") {
        std::filesystem::create_directory(folder / "credentials.json");
        CHECK(outline(thrown_by([&] { file_store(folder)->save(tokens("1")); })) == "HOST token_not_saved");
    }
}

TEST_CASE("With the host's store, tokens are saved and loaded under one key", "[state]") {
    std::map<std::string, std::string> kept;
    const auto store = auth::make_host_store(
        {.get = [&](const std::string& key) { return kept.contains(key) ? std::optional(kept.at(key)) : std::nullopt; },
         .put = [&](const std::string& key, std::string_view value) { kept[key] = value; }});
    CHECK_FALSE(store->load());
    store->save(tokens("1"));
    CHECK(kept.size() == 1);
    CHECK(kept.contains("credentials"));
    check_is(store->load(), tokens("1"));
    for (const char* odd : {"", "null", "no json", "{}", "[]"}) {
        kept["credentials"] = odd;
        CHECK_FALSE(store->load());
    }
}

TEST_CASE("An error of the host's store is a failure, not an empty store", "[state]") {
    const auto store = auth::make_host_store({
        .get = [](const std::string&) -> std::optional<std::string> {
            throw Failure(Status::Host, "store_failed", "no");
        },
        .put = [](const std::string&, std::string_view) { throw Failure(Status::Host, "token_not_saved", "no"); },
    });
    CHECK(outline(thrown_by([&] { store->load(); })) == "HOST store_failed");
    CHECK(outline(thrown_by([&] { store->save(tokens("1")); })) == "HOST token_not_saved");
}

TEST_CASE("The memory store keeps tokens only for its lifetime", "[state]") {
    const auto store = auth::make_memory_store();
    CHECK_FALSE(store->load());
    store->save(tokens("1"));
    check_is(store->load(), tokens("1"));
    CHECK_FALSE(auth::make_memory_store()->load());
}

TEST_CASE(
    "Without an entry of its origin an instance gets its newest login, never one of an instance with a longer name",
    "[state]") {
    const TempFolder folder;
    file_store(folder, "me@work")->save(tokens("work"));
    CHECK_FALSE(file_store(folder, "me")->load());
    file_store(folder, "me")->save(tokens("1"));
    file_store(folder, "me")->save(tokens("2"));
    file_store(folder, "me@work@late")->save(tokens("late"));
    check_is(file_store(folder, "me")->load(), tokens("2"));
    check_is(file_store(folder, "me@work")->load(), tokens("work"));
}

TEST_CASE("An unreadable entry does not hide other logins of its instance", "[state]") {
    const TempFolder folder;
    spit(folder / "credentials.json",
         R"({"schema":1,"instances":{"me@a":{"schema":1,"access_token":"t"},"me@b":{"schema":9},"me":{},"me@":5}})");
    const auto found = file_store(folder, "me")->load();
    REQUIRE(found);
    CHECK(found->access_token == Secret("t"));
}

TEST_CASE("Instances of any name have their own tokens", "[state]") {
    using namespace std::string_literals;
    const std::string names[] = {"me"s,
                                 "me@work"s,
                                 "a@b"s,
                                 "a"s,
                                 "b"s,
                                 "a/b"s,
                                 ".."s,
                                 "../credentials"s,
                                 "a\0b"s,
                                 "a\0"s,
                                 ""s,
                                 "@"s,
                                 "\"x"s,
                                 "\n"s,
                                 std::string(300, 'x'),
                                 std::string(299, 'x')};
    const TempFolder folder;
    int number = 0;
    for (const std::string& name : names) {
        INFO(name);
        CHECK_FALSE(file_store(folder, name)->load());
        file_store(folder, name)->save(tokens(std::to_string(number++)));
    }
    number = 0;
    for (const std::string& name : names) check_is(file_store(folder, name)->load(), tokens(std::to_string(number++)));
    CHECK(folder.names() == std::vector<std::string>{"credentials.json"});
}

TEST_CASE("An implausible expiry time is limited to the range of a clock", "[state]") {
    const TempFolder folder;
    constexpr auto most = std::numeric_limits<std::int64_t>::max(), least = std::numeric_limits<std::int64_t>::min();
    constexpr std::int64_t last = 253'402'300'799'999;
    for (const auto& [stored, read] : std::vector<std::pair<std::int64_t, std::int64_t>>{
             {most, last}, {least, 0}, {-1, 0}, {last + 1, last}, {last, last}, {0, 0}}) {
        StoredTokens odd = tokens("1");
        odd.expires_at_ms = stored;
        file_store(folder)->save(odd);
        CHECK(file_store(folder)->load()->expires_at_ms == read);
    }
}

TEST_CASE("A damaged file that cannot be moved aside is not overwritten", "[state]") {
    const TempFolder folder;
    spit(folder / "credentials.json", "broken");
    SECTION("because the rename fails") {
        test::HookedFiles failing;
        failing.before = [](const test::FileCall& call) {
            return call.operation == "rename" && call.path.find(".corrupt-") != std::string::npos ? EIO : 0;
        };
        const auto store =
            auth::make_file_store(failing, folder / "credentials.json", folder / "credentials.lock", "default", "");
        const Error error = thrown_by([&] { store->save(tokens("1")); });
        CHECK(outline(error) == "HOST token_not_saved");
        CHECK(error.message.find("credentials.json.corrupt-1") != std::string::npos);
    }
    SECTION("because too many were set aside before") {
        for (int n = 1; n < 1000; ++n) spit(folder / ("credentials.json.corrupt-" + std::to_string(n)), "");
        CHECK(outline(thrown_by([&] { file_store(folder)->save(tokens("1")); })) == "HOST token_not_saved");
    }
    CHECK(slurp(folder / "credentials.json") == "broken");
}

TEST_CASE("A file that cannot be read is not treated as damaged", "[state]") {
    const TempFolder folder;
    file_store(folder, "cabin")->save(tokens("cabin"));
    test::HookedFiles failing;
    failing.before = [](const test::FileCall& call) { return call.operation == "read" ? EIO : 0; };
    const auto store =
        auth::make_file_store(failing, folder / "credentials.json", folder / "credentials.lock", "default", "");
    CHECK(outline(thrown_by([&] { store->load(); })) == "HOST state_unreadable");
    CHECK(outline(thrown_by([&] { store->save(tokens("1")); })) == "HOST token_not_saved");
    check_is(file_store(folder, "cabin")->load(), tokens("cabin"));
    CHECK(folder.names() == std::vector<std::string>{"credentials.json"});
}

}  // namespace mod_trakt::credential_store_test
