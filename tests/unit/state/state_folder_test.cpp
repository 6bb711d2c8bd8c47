// The layout of a state folder, and the warning about locks.
#include "state/state_folder.hpp"

#include <catch2/catch.hpp>

#include <cerrno>
#include <chrono>
#include <filesystem>

#include "tests/support/hooked_files.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/thrown.hpp"

namespace mod_trakt::state_folder_test {

TEST_CASE("A state folder separates files that may be deleted from files that must stay", "[state]") {
    const test::TempFolder folder;
    state::SystemFiles files;
    const state::StateFolder state(files, (folder / "state") + "///", 0);
    CHECK(state.credentials_file() == folder / "state/credentials.json");
    CHECK(state.credentials_file() == state::credentials_file_of(folder / "state"));
    CHECK(state.accounts_file() == folder / "state/accounts.json");
    CHECK(state.snapshot_file("me", "r", "history") == folder / "state/cache/me/history.r.snapshot");
    CHECK(state.pages_file("me", "r", "history-movies") == folder / "state/cache/me/history-movies.r.pages");
    CHECK(state.rate_file("me") == folder / "state/cache/me/rate");
    CHECK(std::filesystem::is_directory(folder / "state/cache"));
}

TEST_CASE("The folders of an account are created when needed, and only their owner can use them", "[state]") {
    namespace fs = std::filesystem;
    const test::TempFolder folder;
    state::SystemFiles files;
    const state::StateFolder state(files, folder / "state", 0);
    CHECK_FALSE(fs::exists(folder / "state/accounts"));
    CHECK(fs::is_empty(folder / "state/cache"));
    CHECK(state.open_precious("me") == folder / "state/accounts/me");
    state.open_cache("me", 0);
    for (const char* name : {"state/accounts", "state/accounts/me", "state/cache/me"}) {
        INFO(name);
        CHECK(fs::is_directory(folder / name));
        CHECK(fs::status(folder / name).permissions() == fs::perms::owner_all);
    }
}

TEST_CASE("A state folder that cannot be created is a failure with status HOST", "[state]") {
    const test::TempFolder folder;
    test::spit(folder / "file", "");
    state::SystemFiles files;
    CHECK(test::outline(test::thrown_by([&] { state::StateFolder(files, folder / "file/state", 0); })) ==
          "HOST state_unwritable");
}

TEST_CASE("Temporary files of killed writers are removed after a day, and nothing else", "[state]") {
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

TEST_CASE("A state folder on a network file system warns that locks may be local", "[state]") {
    const test::TempFolder folder;
    test::HookedFiles files;
    const state::StateFolder state(files, folder / "state", 0);
    const auto says = [&](long type) {
        files.file_system_type = type;
        return state.why_locks_are_local();
    };
    CHECK(says(0x6969) == (folder / "state") + " lies on a file system of type NFS");
    CHECK(says(0x65735546) == (folder / "state") + " lies on a file system of type FUSE");
    for (const long type :
         {0x517BL, 0xFF534D42L, 0xFE534D42L, static_cast<long>(static_cast<std::int32_t>(0xFF534D42))})
        CHECK(says(type) == (folder / "state") + " lies on a file system of type CIFS");
    for (const long type : {0xEF53L, 0x9123683EL, 0x01021994L}) CHECK(says(type).empty());  // ext4, btrfs, tmpfs
}

TEST_CASE("A state folder whose files cannot be locked warns of it", "[state]") {
    const test::TempFolder folder;
    test::HookedFiles files;
    const state::StateFolder state(files, folder / "state", 0);
    int error = 0;
    files.before = [&](const test::FileCall& call) { return call.operation == "flock" ? error : 0; };
    CHECK(state.why_locks_are_local().empty());
    for (const int held : {EWOULDBLOCK, EINTR}) {
        error = held;
        CHECK(state.why_locks_are_local().empty());
    }
    error = ENOLCK;
    CHECK(state.why_locks_are_local().starts_with("files in " + (folder / "state") + " cannot be locked: "));
}

}  // namespace mod_trakt::state_folder_test
