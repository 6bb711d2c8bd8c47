#include "state/write_mark.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>

#include <filesystem>
#include <set>

#include "state/atomic_file.hpp"
#include "tests/support/hooked_files.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/thrown.hpp"

using namespace mod_trakt;
using state::WriteMark;

namespace {

struct Bench {
    test::TempFolder temp;
    test::HookedFiles files;
    std::string path = temp / "cache/me/history.written";
    WriteMark mark{files, path};
};

}  // namespace

TEST_CASE("A mark shows the word of the last write, and every write has its own", "[mark]") {
    Bench bench;
    CHECK(bench.mark.shown() == "");
    std::set<std::string> words = {bench.mark.made()};
    CHECK(bench.mark.made() == bench.mark.shown());
    for (int i = 0; i < 20; ++i) {
        const std::string before = bench.mark.shown();
        const WriteMark::Added added = bench.mark.note_write();
        CHECK(added.before == before);
        CHECK(added.now == bench.mark.shown());
        CHECK(words.insert(added.now).second);
    }
    struct stat info {};
    REQUIRE(::stat(bench.path.c_str(), &info) == 0);
    CHECK((info.st_mode & 07777) == 0600);
}

TEST_CASE("A write of another process at the same moment is not lost", "[mark]") {
    Bench bench;
    const std::string before = bench.mark.made();
    WriteMark::Added others;
    bench.files.before = [&](const test::FileCall& call) {
        if (call.operation != "write") return 0;
        bench.files.before = {};
        others = bench.mark.note_write();
        return 0;
    };
    const WriteMark::Added own = bench.mark.note_write();
    CHECK(others.before == before);
    CHECK(own.before == others.now);
}

TEST_CASE("A mark that is removed while a word is added has it all the same", "[mark]") {
    Bench bench;
    bench.mark.made();
    bench.files.before = [&](const test::FileCall& call) {
        if (call.operation != "write") return 0;
        bench.files.before = {};
        std::filesystem::remove(bench.path);
        return 0;
    };
    const WriteMark::Added added = bench.mark.note_write();
    CHECK(added.before == "");
    CHECK(bench.mark.shown() == added.now);
}

TEST_CASE("A mark does not grow for ever, and never shows an old word again", "[mark]") {
    Bench bench;
    std::set<std::string> words;
    std::size_t unknown = 0;
    for (int i = 0; i < 600; ++i) {
        const WriteMark::Added added = bench.mark.note_write();
        CHECK(words.insert(added.now).second);
        CHECK(bench.mark.shown() == added.now);
        unknown += added.before.empty() ? 1 : 0;
        CHECK(std::filesystem::file_size(bench.path) < 5000);
    }
    CHECK(unknown == 3);  // the first one, and two after which the file began anew
}

TEST_CASE("A mark that takes no word goes, and with it what was read under it", "[mark]") {
    Bench bench;
    bench.mark.made();
    const std::string failing = GENERATE("open", "write", "fsync");
    bench.files.before = [&](const test::FileCall& call) {
        return call.operation == failing && call.path.ends_with(".written") ? ENOSPC : 0;
    };
    const WriteMark::Added added = bench.mark.note_write();
    CHECK(added.before == "");
    CHECK(added.now == "");
    CHECK_FALSE(std::filesystem::exists(bench.path));
}

TEST_CASE("A write that neither adds a word nor removes the mark is refused", "[mark]") {
    Bench bench;
    const std::string before = bench.mark.made();
    const bool is_removed = GENERATE(false, true);
    bench.files.before = [&](const test::FileCall& call) {
        if (call.operation == "write" || (call.operation == "unlink" && !is_removed)) return EIO;
        // Then a power failure could bring the mark back.
        return call.operation == "fsync" && call.path.ends_with("/me") ? EIO : 0;
    };
    const Error error = test::thrown_by([&] { bench.mark.note_write(); });
    CHECK(test::outline(error) == "HOST state_unwritable");
    CHECK(error.message.find(bench.path) != std::string::npos);
    CHECK(bench.mark.shown() == (is_removed ? "" : before));
}

TEST_CASE("A word that was cut is no word that anything was read under", "[mark]") {
    Bench bench;
    const std::string word = bench.mark.made();
    test::spit(bench.path, word + "0123");
    CHECK(bench.mark.shown() != word);
    test::spit(bench.path, word.substr(0, 7));
    CHECK(bench.mark.shown() == "");
    CHECK(bench.mark.made().size() == word.size());
}

TEST_CASE("A mark tells of writes once there was one, or when nobody knows", "[mark]") {
    Bench bench;
    CHECK_FALSE(bench.mark.tells_of_writes());
    bench.mark.made();
    CHECK_FALSE(bench.mark.tells_of_writes());
    bench.mark.note_write();
    bench.mark.made();
    CHECK(bench.mark.tells_of_writes());
    std::filesystem::remove(bench.path);
    std::filesystem::create_directory(bench.path);
    CHECK(bench.mark.tells_of_writes());
}
