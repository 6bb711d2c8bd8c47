// The words of a write mark, and what happens when none can be appended.
#include "state/write_mark.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>

#include <filesystem>
#include <set>

#include "state/atomic_file.hpp"
#include "tests/support/hooked_files.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/thrown.hpp"

namespace mod_trakt::write_mark_test {

using state::WriteMark;

namespace {

struct Bench {
    test::TempFolder temp;
    test::HookedFiles files;
    std::string path = temp / "cache/me/history.written";
    WriteMark mark{files, path};
};

}  // namespace

TEST_CASE("A mark ends with the word of the last write, and every write has its own word", "[mark]") {
    Bench bench;
    CHECK(bench.mark.last_word() == "");
    std::set<std::string> words = {bench.mark.ensure_word()};
    CHECK(bench.mark.ensure_word() == bench.mark.last_word());
    for (int i = 0; i < 20; ++i) {
        const std::string before = bench.mark.last_word();
        const WriteMark::Added added = bench.mark.note_write();
        CHECK(added.before == before);
        CHECK(added.now == bench.mark.last_word());
        CHECK(words.insert(added.now).second);
    }
    struct stat info {};
    REQUIRE(::stat(bench.path.c_str(), &info) == 0);
    CHECK((info.st_mode & 07777) == 0600);
}

TEST_CASE("A write of another process at the same moment is not lost", "[mark]") {
    Bench bench;
    const std::string before = bench.mark.ensure_word();
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

TEST_CASE("A word that is appended while the mark is removed is in the new mark", "[mark]") {
    Bench bench;
    bench.mark.ensure_word();
    bench.files.before = [&](const test::FileCall& call) {
        if (call.operation != "write") return 0;
        bench.files.before = {};
        std::filesystem::remove(bench.path);
        return 0;
    };
    const WriteMark::Added added = bench.mark.note_write();
    CHECK(added.before == "");
    CHECK(bench.mark.last_word() == added.now);
}

TEST_CASE("A mark has a bounded size, and its last word is never an old one", "[mark]") {
    Bench bench;
    std::set<std::string> words;
    std::size_t unknown = 0;
    for (int i = 0; i < 600; ++i) {
        const WriteMark::Added added = bench.mark.note_write();
        CHECK(words.insert(added.now).second);
        CHECK(bench.mark.last_word() == added.now);
        unknown += added.before.empty() ? 1 : 0;
        CHECK(std::filesystem::file_size(bench.path) < 5000);
    }
    CHECK(unknown == 3);  // the first word, and two after which the file was emptied
}

TEST_CASE("A mark that cannot be extended is removed, which invalidates snapshots that were read under it", "[mark]") {
    Bench bench;
    bench.mark.ensure_word();
    const std::string failing = GENERATE("open", "write", "fsync");
    bench.files.before = [&](const test::FileCall& call) {
        return call.operation == failing && call.path.ends_with(".written") ? ENOSPC : 0;
    };
    const WriteMark::Added added = bench.mark.note_write();
    CHECK(added.before == "");
    CHECK(added.now == "");
    CHECK_FALSE(std::filesystem::exists(bench.path));
}

TEST_CASE("A write that can neither extend nor remove the mark is refused", "[mark]") {
    Bench bench;
    const std::string before = bench.mark.ensure_word();
    const bool is_removed = GENERATE(false, true);
    bench.files.before = [&](const test::FileCall& call) {
        if (call.operation == "write" || (call.operation == "unlink" && !is_removed)) return EIO;
        // Without this flush a power failure could bring the mark back.
        return call.operation == "fsync" && call.path.ends_with("/me") ? EIO : 0;
    };
    const Error error = test::thrown_by([&] { bench.mark.note_write(); });
    CHECK(test::outline(error) == "HOST state_unwritable");
    CHECK(error.message.find(bench.path) != std::string::npos);
    CHECK(bench.mark.last_word() == (is_removed ? "" : before));
}

TEST_CASE("A cut word equals no word under which something was read", "[mark]") {
    Bench bench;
    const std::string word = bench.mark.ensure_word();
    test::spit(bench.path, word + "0123");
    CHECK(bench.mark.last_word() != word);
    test::spit(bench.path, word.substr(0, 7));
    CHECK(bench.mark.last_word() == "");
    CHECK(bench.mark.ensure_word().size() == word.size());
}

TEST_CASE("A mark has writes after the first one, or when it cannot be read", "[mark]") {
    Bench bench;
    CHECK_FALSE(bench.mark.has_writes());
    bench.mark.ensure_word();
    CHECK_FALSE(bench.mark.has_writes());
    bench.mark.note_write();
    bench.mark.ensure_word();
    CHECK(bench.mark.has_writes());
    std::filesystem::remove(bench.path);
    std::filesystem::create_directory(bench.path);
    CHECK(bench.mark.has_writes());
}

}  // namespace mod_trakt::write_mark_test
