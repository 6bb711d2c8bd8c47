// Reading, writing and removing whole files, with failures at each step.
#include "state/atomic_file.hpp"

#include <catch2/catch.hpp>

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "tests/support/hooked_files.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/thrown.hpp"

namespace mod_trakt::atomic_file_test {

using test::outline;
using test::slurp;
using test::spit;
using test::TempFolder;
using test::thrown_by;

namespace {

state::SystemFiles files;

void write(const std::string& path, std::string_view text, mode_t mode = 0600) {
    const std::array<std::string_view, 1> parts = {text};
    state::write_file(files, path, parts, mode);
}

// Reports each file as three bytes longer than it is.
struct BoastingFiles : test::HookedFiles {
    int fstat(int fd, struct stat& info) override {
        const int result = HookedFiles::fstat(fd, info);
        info.st_size += 3;
        return result;
    }
};

mode_t mode_of(const std::string& path) {
    struct stat info {};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    return info.st_mode & 07777;
}

}  // namespace

TEST_CASE("A written file is its parts one after the other, and nothing else stays in its folder", "[state]") {
    const TempFolder folder;
    const std::array<std::string_view, 3> parts = {"one\n", "", "two"};
    state::write_file(files, folder / "file", parts, 0600);
    CHECK(slurp(folder / "file") == "one\ntwo");
    write(folder / "file", "new");
    CHECK(state::read_file(files, folder / "file") == "new");
    CHECK(folder.names() == std::vector<std::string>{"file"});
}

TEST_CASE("The mode is the requested one, whatever the umask and the old file's mode", "[state]") {
    const TempFolder folder;
    spit(folder / "file", "old");
    REQUIRE(::chmod((folder / "file").c_str(), 0666) == 0);
    const mode_t before = ::umask(0);
    write(folder / "file", "new");
    ::umask(0277);
    write(folder / "other", "new", 0640);
    ::umask(before);
    CHECK(mode_of(folder / "file") == 0600);
    CHECK(mode_of(folder / "other") == 0640);
}

TEST_CASE("A file that cannot be replaced stays unchanged, and no temporary file remains", "[state]") {
    const TempFolder folder;
    // A folder that is not empty cannot be replaced by rename: the last step fails, after the new text was written.
    std::filesystem::create_directory(folder / "taken");
    spit(folder / "taken/inside", "old");
    const Error error = thrown_by([&] { write(folder / "taken", "new"); });
    CHECK(outline(error) == "HOST state_unwritable");
    CHECK(slurp(folder / "taken/inside") == "old");
    CHECK(folder.names() == std::vector<std::string>{"taken"});
}

TEST_CASE("A write into a missing folder fails with the path in its message", "[state]") {
    const TempFolder folder;
    const Error error = thrown_by([&] { write(folder / "missing/file", "new"); });
    CHECK(outline(error) == "HOST state_unwritable");
    CHECK(error.message.find("missing/file") != std::string::npos);
    CHECK(folder.names().empty());
}

TEST_CASE("A full disk fails the write and leaves the old text", "[state]") {
    const TempFolder folder;
    spit(folder / "file", "old");
    // A limit on the size of files simulates a full disk.
    struct rlimit before {};
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
    struct rlimit small = before;
    small.rlim_cur = 4096;
    const auto old_handler = ::signal(SIGXFSZ, SIG_IGN);
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
    const Error error = thrown_by([&] { write(folder / "file", std::string(100'000, 'x')); });
    ::setrlimit(RLIMIT_FSIZE, &before);
    ::signal(SIGXFSZ, old_handler);
    CHECK(outline(error) == "HOST state_unwritable");
    CHECK(slurp(folder / "file") == "old");
    CHECK(folder.names() == std::vector<std::string>{"file"});
}

TEST_CASE("Temporary files of a crashed process with the same number prevent no write", "[state]") {
    const TempFolder folder;
    // In a container every run has the same process id, so names made of it repeat.
    for (int n = 0; n < 3000; ++n)
        spit(folder / ("file." + std::to_string(::getpid()) + "-" + std::to_string(n) + ".tmp"), "");
    write(folder / "file", "new");
    CHECK(slurp(folder / "file") == "new");
}

TEST_CASE("A missing file reads as nullopt, an empty one as an empty text", "[state]") {
    const TempFolder folder;
    CHECK(state::read_file(files, folder / "none") == std::nullopt);
    spit(folder / "file", "");
    CHECK(state::read_file(files, folder / "file") == "");
    CHECK(state::read_file(files, folder / "file/below") == std::nullopt);
}

TEST_CASE("A symbolic link, a folder and a pipe are refused, not read", "[state]") {
    const TempFolder folder;
    spit(folder / "real", "another user's secret");
    std::filesystem::create_symlink(folder / "real", folder / "link");
    std::filesystem::create_symlink(folder / "nowhere", folder / "dangling");
    std::filesystem::create_directory(folder / "folder");
    REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);  // open() would block without a writer
    for (const char* name : {"link", "dangling", "folder", "pipe"}) {
        INFO(name);
        CHECK(outline(thrown_by([&] { state::read_file(files, folder / name); })) == "HOST state_unreadable");
    }
}

TEST_CASE("Writing over a symbolic link replaces the link, not its target", "[state]") {
    const TempFolder folder;
    spit(folder / "real", "untouched");
    std::filesystem::create_symlink(folder / "real", folder / "link");
    write(folder / "link", "new");
    CHECK(slurp(folder / "real") == "untouched");
    CHECK(slurp(folder / "link") == "new");
    CHECK_FALSE(std::filesystem::is_symlink(folder / "link"));
}

TEST_CASE("A folder is created with its parents, and only its owner can use it", "[state]") {
    const TempFolder folder;
    state::make_folder(files, folder / "a/b/c");
    CHECK(mode_of(folder / "a/b/c") == 0700);
    state::make_folder(files, folder / "a/b/c");  // an existing folder is not a failure
    spit(folder / "file", "");
    CHECK(outline(thrown_by([&] { state::make_folder(files, folder / "file/below"); })) == "HOST state_unwritable");
}

TEST_CASE("A folder that was created survives a power failure: its parent is flushed", "[state]") {
    const TempFolder folder;
    test::HookedFiles hooked;
    std::vector<std::string> flushed;
    hooked.after = [&](const test::FileCall& call) {
        if (call.operation == "fsync") flushed.push_back(call.path);
    };
    state::make_folder(hooked, folder / "a/b");
    CHECK(flushed == std::vector<std::string>{folder.path(), folder / "a"});
    flushed.clear();
    state::make_folder(hooked, folder / "a/b");
    CHECK(flushed.empty());
}

TEST_CASE("A file that is shorter than its reported size reads as the bytes that exist", "[state]") {
    const TempFolder folder;
    spit(folder / "file", "text");
    BoastingFiles boasting;
    CHECK(state::read_file(boasting, folder / "file") == "text");
    std::string seen;
    const auto mapped =
        state::read_mapped(boasting, folder / "file", [&](std::string_view piece) { seen.append(piece); });
    REQUIRE(mapped);
    CHECK(mapped->view() == "text");
    CHECK(seen == "text");
}

TEST_CASE("Short or interrupted reads and writes continue until they are complete", "[state]") {
    const TempFolder folder;
    test::HookedFiles cutting;
    int calls = 0;
    cutting.before = [&](test::FileCall& call) {
        if (call.operation != "read" && call.operation != "write") return 0;
        call.size = 1;
        return ++calls % 3 == 0 ? EINTR : 0;
    };
    const std::array<std::string_view, 2> parts = {"some", " text"};
    state::write_file(cutting, folder / "file", parts, 0600);
    CHECK(slurp(folder / "file") == "some text");
    CHECK(state::read_file(cutting, folder / "file") == "some text");
    CHECK(calls > 18);
}

TEST_CASE("On a file system that does not flush folders, writes succeed", "[state]") {
    for (const int error : {EINVAL, EBADF}) {
        const TempFolder folder;
        test::HookedFiles unflushing;
        int refused = 0;
        unflushing.before = [&](const test::FileCall& call) {
            if (call.operation != "fsync" || call.path != folder.path()) return 0;
            ++refused;
            return error;
        };
        const std::array<std::string_view, 1> parts = {"new"};
        CHECK(outline(thrown_by([&] { state::write_file(unflushing, folder / "file", parts, 0600); })) == "OK ");
        CHECK(slurp(folder / "file") == "new");
        CHECK(refused == 1);
    }
}

TEST_CASE("When the folder cannot be flushed, the failure says which text is in place", "[state]") {
    for (const char* operation : {"open", "fsync"}) {
        const TempFolder folder;
        spit(folder / "file", "old");
        test::HookedFiles failing;
        failing.before = [&](const test::FileCall& call) {
            return call.operation == operation && call.path == folder.path() ? EIO : 0;
        };
        const std::array<std::string_view, 1> parts = {"new"};
        const Error error = thrown_by([&] { state::write_file(failing, folder / "file", parts, 0600); });
        CHECK(outline(error) == "HOST state_unwritable");
        CHECK(error.message.find("a power failure may undo it") != std::string::npos);
        CHECK(error.message.find(folder / "file") != std::string::npos);
        CHECK(slurp(folder / "file") == "new");
    }
}

TEST_CASE("The folder is flushed after the rename, the file before it", "[state]") {
    const TempFolder folder;
    test::HookedFiles watched;
    std::string order;
    watched.after = [&](const test::FileCall& call) {
        if (call.operation == "rename") order += "rename ";
        if (call.operation == "fsync") order += call.path == folder.path() ? "folder " : "file ";
    };
    const std::array<std::string_view, 1> parts = {"new"};
    state::write_file(watched, folder / "file", parts, 0600);
    CHECK(order == "file rename folder ");
}

TEST_CASE("A file that cannot be flushed to disk does not replace the old one", "[state]") {
    const TempFolder folder;
    spit(folder / "file", "old");
    test::HookedFiles failing;
    failing.before = [&](const test::FileCall& call) {
        return call.operation == "fsync" && call.path.ends_with(".tmp") ? EINVAL : 0;
    };
    const std::array<std::string_view, 1> parts = {"new"};
    CHECK(outline(thrown_by([&] { state::write_file(failing, folder / "file", parts, 0600); })) ==
          "HOST state_unwritable");
    CHECK(slurp(folder / "file") == "old");
    CHECK(folder.names() == std::vector<std::string>{"file"});
}

TEST_CASE("exists() works without reading the file", "[state]") {
    const TempFolder folder;
    CHECK_FALSE(state::exists(files, folder / "file"));
    spit(folder / "file", "");
    CHECK(state::exists(files, folder / "file"));
    CHECK_FALSE(state::exists(files, folder / "file/below"));
    std::filesystem::create_symlink(folder / "nowhere", folder / "link");
    CHECK(state::exists(files, folder / "link"));
    test::HookedFiles failing;
    failing.before = [](const test::FileCall&) { return EIO; };
    CHECK(outline(thrown_by([&] { state::exists(failing, folder / "file"); })) == "HOST state_unreadable");
}

TEST_CASE("remove_file is true when the file is gone, also when it never existed", "[state]") {
    const TempFolder folder;
    spit(folder / "file", "");
    CHECK(state::remove_file(files, folder / "file"));
    CHECK(state::remove_file(files, folder / "file"));
    std::filesystem::create_directory(folder / "folder");
    CHECK_FALSE(state::remove_file(files, folder / "folder"));
}

}  // namespace mod_trakt::atomic_file_test
