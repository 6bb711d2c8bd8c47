// Freed memory contains no token, however tokens are saved and loaded.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>

#include "auth/credential_store.hpp"
#include "failing_allocations.hpp"
#include "tests/support/hooked_files.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/thrown.hpp"

using namespace mod_trakt;
using test::Allocations;

namespace {

// Every token of these tests contains this text. It is too long for the buffer inside std::string.
constexpr char mark[] = "TOKEN-THAT-MUST-NOT-STAY-IN-MEMORY";

auth::StoredTokens tokens(const std::string& name) {
    return {Secret(mark + ("-access-" + name)), Secret(mark + ("-refresh-" + name)), 1'789'300'000'123,
            "0123456789abcdef"};
}

// The number of blocks that were freed during `work` and contained a token.
template <typename Work>
std::size_t unwiped(const Work& work) {
    Allocations::look_for({mark});
    Allocations::arm(0);
    work();
    REQUIRE(Allocations::disarm() > 0);
    const std::size_t found = Allocations::leaked_secrets();
    Allocations::look_for({});
    return found;
}

}  // namespace

TEST_CASE("The search finds a token where nothing is wiped", "[wiping]") {
    CHECK(unwiped([] { const std::string text(mark); }) == 1);
    CHECK(unwiped([] { const Secret secret{std::string_view(mark)}; }) == 0);
}

TEST_CASE("Saving and loading tokens in a file leaves no token in freed memory", "[wiping]") {
    const test::TempFolder folder;
    state::SystemFiles files;
    const auto open = [&](const char* instance) {
        return auth::make_file_store(files, folder / "credentials.json", folder / "lock", instance, "0123456789abcdef");
    };
    const auth::StoredTokens cabin = tokens("cabin"), home = tokens("home");
    CHECK(unwiped([&] { open("cabin")->save(cabin); }) == 0);
    CHECK(unwiped([&] { open("home")->save(home); }) == 0);
    CHECK(unwiped([&] { open("home")->save(home); }) == 0);
    bool is_same = false;
    CHECK(unwiped([&] { is_same = open("home")->load()->refresh_token == home.refresh_token; }) == 0);
    CHECK(is_same);
    // Any entry of the instance.
    const auto any = [&] { return auth::make_file_store(files, folder / "credentials.json", {}, "home", {}); };
    CHECK(unwiped([&] { is_same = any()->load()->access_token == home.access_token; }) == 0);
    CHECK(is_same);
}

TEST_CASE("A damaged file and one that cannot be written leave no token in freed memory", "[wiping]") {
    const test::TempFolder folder;
    test::HookedFiles files;
    const auto store = auth::make_file_store(files, folder / "credentials.json", folder / "lock", "me", "");
    const auth::StoredTokens home = tokens("home");
    test::spit(folder / "credentials.json", std::string("{\"instances\":{\"") + mark);
    CHECK(unwiped([&] { store->load(); }) == 0);
    CHECK(unwiped([&] { store->save(home); }) == 0);
    for (const char* operation : {"write", "fsync", "rename"}) {
        files.before = [&](const test::FileCall& call) { return call.operation == operation ? ENOSPC : 0; };
        CHECK(unwiped([&] {
                  if (test::thrown_by([&] { store->save(home); }).reason != "token_not_saved") std::abort();
              }) == 0);
    }
    std::size_t reads = 0;
    files.before = [&](test::FileCall& call) {
        if (call.operation != "read") return 0;
        call.size = std::min<std::size_t>(call.size, 200);
        return ++reads > 1 ? EIO : 0;
    };
    CHECK(unwiped([&] { test::thrown_by([&] { store->load(); }); }) == 0);
    CHECK(reads == 2);
}

TEST_CASE("Tokens in the host's store leave no token in freed memory", "[wiping]") {
    std::string kept;
    const auto store =
        auth::make_host_store({.get = [&](const std::string&) -> std::optional<std::string> { return kept; },
                               .put =
                                   [&](const std::string&, std::string_view value) {
                                       const Allocations::Pause the_host_s_own;
                                       kept = value;
                                   }});
    const auth::StoredTokens home = tokens("home");
    CHECK(unwiped([&] { store->save(home); }) == 0);
    bool is_same = false;
    CHECK(unwiped([&] { is_same = store->load()->refresh_token == home.refresh_token; }) == 0);
    CHECK(is_same);
    kept = kept.substr(0, kept.size() - 1);
    CHECK(unwiped([&] { store->load(); }) == 0);
}
