#include "state/state_folder.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <filesystem>
#include <set>

#include "tests/support/temp_folder.hpp"
#include "tests/support/thrown.hpp"

using namespace mod_trakt;
using state::safe_path_part;

TEST_CASE("A name of letters, digits, dash, underscore and dot stays as it is", "[state]") {
    for (const char* name : {"default", "a", "A-Z_0.9", "one.two", "x..y", "_", "-"})
        CHECK(safe_path_part(name) == name);
    CHECK(safe_path_part(std::string(96, 'x')) == std::string(96, 'x'));
}

TEST_CASE("No name leaves its folder, hides itself or grows too long", "[state]") {
    using namespace std::string_literals;
    for (const std::string& name : {""s, "."s, ".."s, "../../etc/passwd"s, "/etc/passwd"s, "a/b"s, "a\\b"s, "...."s,
                                    ".hidden"s, "a\0b"s, "a b"s, "n\xC3\xA4me"s, "\xFF\xFE"s, "\n"s, "*"s,
                                    std::string(97, 'x'), std::string(5000, '/'), std::string(5000, '.')}) {
        const std::string part = safe_path_part(name);
        INFO(part);
        CHECK_FALSE(part.empty());
        CHECK(part.size() <= 96);
        CHECK(part.front() != '.');
        CHECK(part.find('/') == std::string::npos);
        CHECK(part.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") ==
              std::string::npos);
        CHECK(part != name);  // altered, and shows it
    }
}

TEST_CASE("ST-4: two names never share a path part", "[state]") {
    const std::vector<std::string> names = {
        "",
        ".",
        "..",
        "...",
        "default",
        "a/b",
        "a_b",
        "a b",
        "a:b",
        "a__b",
        "/a_b",
        ".a_b",
        "a.b",
        std::string(96, 'x'),
        std::string(97, 'x'),
        std::string(98, 'x'),
        std::string(96, 'x') + "y",
        "one-way:PLEX#default-TRAKT#default:1",
        "one-way:PLEX#default-TRAKT#default:2",
        "one-way_PLEX_default-TRAKT_default_1",
    };
    std::set<std::string> parts;
    for (const std::string& name : names) parts.insert(safe_path_part(name));
    CHECK(parts.size() == names.size());
}

TEST_CASE("ST-4: a name that looks like the altered form of another one does not get its file", "[state]") {
    for (const std::string& name : {std::string("a/b"), std::string(), std::string(200, 'x')}) {
        const std::string part = safe_path_part(name);
        INFO(part);
        CHECK(safe_path_part(part) != part);
        CHECK(safe_path_part(safe_path_part(part)) != safe_path_part(part));
    }
}

TEST_CASE("A state folder knows what may be deleted and what may not", "[state]") {
    const test::TempFolder folder;
    state::SystemFiles files;
    const state::StateFolder state(files, (folder / "state") + "///", 0);
    CHECK(state.credentials_file() == folder / "state/credentials.json");
    CHECK(state.credentials_file() == state::credentials_file_of(folder / "state"));
    CHECK(state.snapshot_file("me", "history").starts_with(folder / "state/cache/"));
    CHECK(state.snapshot_file("me", "history") != state.snapshot_file("me", "ratings"));
    CHECK(state.snapshot_file("me", "history") != state.snapshot_file("you", "history"));
    CHECK(state.snapshot_file("../me", "history").starts_with(folder / "state/cache/"));
    CHECK(std::filesystem::is_directory(folder / "state/cache"));
}

TEST_CASE("A state folder that cannot be made is the host's failure", "[state]") {
    const test::TempFolder folder;
    test::spit(folder / "file", "");
    state::SystemFiles files;
    CHECK(test::outline(test::thrown_by([&] { state::StateFolder(files, folder / "file/state", 0); })) ==
          "HOST state_unwritable");
}

TEST_CASE("What killed writers left is removed after a day, and nothing else", "[state]") {
    namespace fs = std::filesystem;
    using std::chrono::hours;
    const test::TempFolder folder;
    state::SystemFiles files;
    const auto open_at = [&](std::chrono::system_clock::time_point now) {
        using std::chrono::milliseconds;
        const auto now_ms = std::chrono::duration_cast<milliseconds>(now.time_since_epoch()).count();
        state::StateFolder(files, folder / "state", now_ms);
    };
    const auto written_at = std::chrono::system_clock::now();
    open_at(written_at);
    for (const char* name : {"state/credentials.json.AbCdEf.tmp", "state/cache/x.snapshot.AbCdEf.tmp",
                             "state/cache/x.tmp", "state/cache/x.snapshot", "state/credentials.json"})
        test::spit(folder / name, "text");
    fs::create_directory(folder / "state/cache/folder.AbCdEf.tmp");
    test::spit(folder / "elsewhere", "text");
    fs::create_symlink(folder / "elsewhere", folder / "state/cache/link.AbCdEf.tmp");
    open_at(written_at + hours(23));
    CHECK(fs::exists(folder / "state/credentials.json.AbCdEf.tmp"));
    CHECK(fs::exists(folder / "state/cache/x.snapshot.AbCdEf.tmp"));
    open_at(written_at + hours(25));
    CHECK_FALSE(fs::exists(folder / "state/credentials.json.AbCdEf.tmp"));
    CHECK_FALSE(fs::exists(folder / "state/cache/x.snapshot.AbCdEf.tmp"));
    for (const char* name : {"state/cache/x.tmp", "state/cache/x.snapshot", "state/credentials.json",
                             "state/cache/folder.AbCdEf.tmp", "state/cache/link.AbCdEf.tmp", "elsewhere"})
        CHECK(fs::exists(folder / name));
}
