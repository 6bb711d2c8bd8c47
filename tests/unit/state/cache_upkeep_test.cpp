// Moving and pruning the caches of accounts.
#include "state/cache_upkeep.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <map>

#include "state/write_mark.hpp"
#include "tests/support/hooked_files.hpp"
#include "tests/support/temp_folder.hpp"

namespace mod_trakt::cache_upkeep_test {

namespace fs = std::filesystem;

namespace {

struct Bench {
    // A file below state/cache/.
    std::string at(const std::string& name) const { return temp / ("state/cache/" + name); }
    void put(const std::string& name, const std::string& text = "text") {
        fs::create_directories(fs::path(at(name)).parent_path());
        test::spit(at(name), text);
    }
    bool has(const std::string& name) const { return fs::exists(fs::symlink_status(at(name))); }
    std::string text(const std::string& name) const { return has(name) ? test::slurp(at(name)) : "none"; }
    // Prunes all caches but `kept`. Returns what is_unused was asked about.
    std::map<std::string, std::int64_t> prune(const std::string& kept, std::size_t most = 100) {
        std::map<std::string, std::int64_t> asked;
        state::prune_cache(folder, most, [&](std::string_view account, std::int64_t changed_ms) {
            asked.emplace(account, changed_ms);
            return account != kept;
        });
        return asked;
    }

    test::TempFolder temp;
    test::HookedFiles files;
    state::StateFolder folder{files, temp / "state", 0};
};

}  // namespace

TEST_CASE("A provisional cache moves as a whole, and its files then name the account", "[upkeep]") {
    Bench bench;
    for (const char* name : {"history.r.snapshot", "history-movies.r.pages"})
        bench.put(std::string("login/") + name, "account login\n" + std::string(name));
    for (const char* name : {"history.written", "rate"}) bench.put(std::string("login/") + name, name);
    bench.folder.open_cache("user", 0);
    state::join_cache(bench.folder, "login", "user");
    CHECK_FALSE(bench.has("login"));
    for (const char* name : {"history.r.snapshot", "history-movies.r.pages"})
        CHECK(bench.text(std::string("user/") + name) == "account user\n" + std::string(name));
    CHECK(bench.text("user/history.written") == "history.written");
    CHECK_FALSE(bench.has("user/rate"));  // its content was carried over before
}

TEST_CASE("A file without the account's owner line is not moved", "[upkeep]") {
    Bench bench;
    bench.put("login/history.r.snapshot", "account other\ntext");
    bench.put("login/ratings.r.snapshot", "text");
    bench.folder.open_cache("user", 0);
    state::join_cache(bench.folder, "login", "user");
    CHECK_FALSE(bench.has("login"));
    CHECK_FALSE(bench.has("user/history.r.snapshot"));
    CHECK_FALSE(bench.has("user/ratings.r.snapshot"));
}

TEST_CASE("The account keeps its own files, and writes under the provisional name count for them", "[upkeep]") {
    const bool is_written = GENERATE(false, true);
    Bench bench;
    const state::WriteMark login(bench.files, bench.at("login/history.written"));
    const state::WriteMark user(bench.files, bench.at("user/history.written"));
    login.ensure_word();
    const std::string before = user.ensure_word();
    if (is_written) login.note_write();
    bench.put("login/history.r.snapshot", "account login\nprovisional");
    bench.put("login/ratings.r.snapshot", "account login\nprovisional");
    bench.put("user/history.r.snapshot", "own");
    state::join_cache(bench.folder, "login", "user");
    CHECK_FALSE(bench.has("login"));
    CHECK(bench.text("user/history.r.snapshot") == "own");
    CHECK((user.last_word() != before) == is_written);
    CHECK(bench.text("user/ratings.r.snapshot") == "account user\nprovisional");
}

TEST_CASE("When a mark cannot be moved, the account has no mark", "[upkeep]") {
    const bool both_have_one = GENERATE(false, true);
    Bench bench;
    bench.put("login/history.r.snapshot", "provisional");
    bench.put("login/history.written", "w0123456789abcdef");
    if (both_have_one) bench.put("user/history.written", "rfedcba9876543210");
    bench.folder.open_cache("user", 0);
    bench.files.before = [](const test::FileCall& call) {
        const bool moves = call.operation == "rename" || call.operation == "write";
        return moves && call.path.ends_with(".written") ? EIO : 0;
    };
    state::join_cache(bench.folder, "login", "user");
    CHECK_FALSE(bench.has("login"));
    CHECK_FALSE(bench.has("user/history.written"));
}

TEST_CASE("Joining a missing cache, or a file instead of a folder, changes nothing", "[upkeep]") {
    Bench bench;
    bench.put("user/history.r.snapshot", "own");
    fs::create_directory(bench.temp / "elsewhere");
    test::spit(bench.temp / "elsewhere/ratings.r.snapshot", "another's");
    fs::create_directory_symlink(bench.temp / "elsewhere", bench.at("link"));
    for (const char* from : {"none", "link"}) state::join_cache(bench.folder, from, "user");
    CHECK(bench.text("user/history.r.snapshot") == "own");
    CHECK_FALSE(bench.has("user/ratings.r.snapshot"));
    CHECK(fs::exists(bench.temp / "elsewhere/ratings.r.snapshot"));
    CHECK(bench.has("link"));
}

TEST_CASE("An unused cache is removed with all known files; files with other names stay", "[upkeep]") {
    Bench bench;
    for (const char* name : {"unused/history.r.snapshot", "unused/history.written", "unused/history-movies.r.pages",
                             "unused/rate", "unused/history.r.snapshot.AbCdEf.tmp", "odd/ratings.r.snapshot",
                             "odd/notes.txt", "odd/snapshot", "used/history.r.snapshot"})
        bench.put(name);
    fs::create_directories(bench.at("odd/folder.snapshot"));
    fs::create_symlink(bench.temp / "state", bench.at("odd/link.snapshot"));
    bench.put("notes.txt");
    const auto asked = bench.prune("used");
    CHECK(asked.size() == 3);
    CHECK_FALSE(bench.has("unused"));
    CHECK_FALSE(bench.has("odd/ratings.r.snapshot"));
    for (const char* name : {"odd/notes.txt", "odd/snapshot", "odd/folder.snapshot", "odd/link.snapshot",
                             "used/history.r.snapshot", "notes.txt"})
        CHECK(bench.has(name));
}

TEST_CASE("Files of former layouts are removed from the cache", "[upkeep]") {
    Bench bench;
    for (const char* name :
         {"default-0123456789abcdef.history.snapshot", "default-0123456789abcdef.history.snapshot.written",
          "default-0123456789abcdef.history-movies.pages", "0123456789abcdef.rate"})
        bench.put(name);
    bench.prune("");
    CHECK(fs::is_empty(bench.at("")));
}

TEST_CASE("A cache is as old as the youngest file in it", "[upkeep]") {
    Bench bench;
    bench.put("one/history.r.snapshot");
    bench.put("one/rate");
    const auto then = fs::file_time_type::clock::now() - std::chrono::hours(1000);
    fs::last_write_time(bench.at("one/history.r.snapshot"), then);
    fs::last_write_time(bench.at("one/rate"), then + std::chrono::hours(2));
    fs::last_write_time(bench.at("one"), then + std::chrono::hours(1));
    struct stat info {};
    REQUIRE(::stat(bench.at("one/rate").c_str(), &info) == 0);
    CHECK(bench.prune("one").at("one") / 1000 == info.st_mtim.tv_sec);
    fs::last_write_time(bench.at("one"), then + std::chrono::hours(3));
    CHECK(bench.prune("one").at("one") / 1000 == info.st_mtim.tv_sec + 3600);
}

TEST_CASE("Pruning follows no symbolic link and touches no cache in use", "[upkeep]") {
    Bench bench;
    fs::create_directory(bench.temp / "elsewhere");
    test::spit(bench.temp / "elsewhere/ratings.r.snapshot", "another's");
    fs::create_directory_symlink(bench.temp / "elsewhere", bench.at("link"));
    bench.put("busy/history.r.snapshot");
    bench.put("busy/history-movies.r.pages");
    const int fd = ::open(bench.at("busy/history-movies.r.pages").c_str(), O_RDWR | O_CLOEXEC);
    REQUIRE(::flock(fd, LOCK_EX | LOCK_NB) == 0);
    const auto asked = bench.prune("");
    CHECK_FALSE(asked.contains("link"));
    CHECK(fs::exists(bench.temp / "elsewhere/ratings.r.snapshot"));
    CHECK(bench.has("busy/history.r.snapshot"));
    ::close(fd);
    bench.prune("");
    CHECK_FALSE(bench.has("busy"));
}

TEST_CASE("One pruning removes a bounded number of caches, the next one continues", "[upkeep]") {
    Bench bench;
    for (int i = 0; i < 7; ++i) bench.put(std::to_string(i) + "/rate");
    const auto left = [&] { return std::distance(fs::directory_iterator(bench.at("")), fs::directory_iterator()); };
    bench.prune("", 5);
    CHECK(left() == 2);
    bench.prune("", 5);
    CHECK(left() == 0);
}

}  // namespace mod_trakt::cache_upkeep_test
