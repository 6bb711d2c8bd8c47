// Which files are accepted as snapshots.
#include <catch2/catch.hpp>

#include <sys/stat.h>

#include <filesystem>
#include <limits>

#include "support/checksum.hpp"
#include "unit/index/snapshot/shelf_bench.hpp"

namespace mod_trakt::snapshot_file_test {

using test::read;
using test::snapshot;
using test::stamps;
using Bench = test::ShelfBench;

namespace {

// The file with other content and a valid checksum.
std::string sealed(const std::string& text) {
    const std::size_t first = text.find('\n') + 1;
    const std::string rest = text.substr(text.find('\n', first) + 1);
    return text.substr(0, first) + std::to_string(checksum(rest)) + '\n' + rest;
}

}  // namespace

TEST_CASE("A snapshot made by other key rules is never used, in any folder", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    shelf.keep(FeatureId::History, read(shelf, "T"));
    CHECK(bench.shelf("me", "others").last(FeatureId::History) == nullptr);
    std::filesystem::copy(bench.file(), bench.folder.snapshot_file("me", "others", "history"));
    CHECK(bench.shelf("me", "others").last(FeatureId::History) == nullptr);
    CHECK(bench.shelf().last(FeatureId::History) != nullptr);
}

TEST_CASE("A snapshot of another account is never used, in any folder", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    shelf.keep(FeatureId::History, read(shelf, "T"));
    bench.folder.open_cache("you", 0);
    std::filesystem::copy(bench.file(), bench.folder.snapshot_file("you", "rules", "history"));
    CHECK(bench.shelf("you").last(FeatureId::History) == nullptr);
    CHECK(bench.shelf().last(FeatureId::History) != nullptr);
}

TEST_CASE("A truncated, damaged or unknown file is not a snapshot", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    shelf.keep(FeatureId::History, read(shelf, "T"));
    const std::string good = test::slurp(bench.file());
    std::vector<std::string> bad = {
        "", "\n", "{}\n{}", "no json\n" + good, good + "x", good.substr(good.find('\n') + 1)};
    for (std::size_t size = 0; size < good.size(); size += 7) bad.push_back(good.substr(0, size));
    std::string other_schema = good;
    other_schema.replace(other_schema.find("\"schema\":"), 10, "\"schema\":0");
    bad.push_back(sealed(other_schema));
    std::string same_length = good;
    same_length[good.size() - 20] ^= 1;  // as after a crash of the machine
    bad.push_back(same_length);
    for (const std::string& text : bad) {
        test::spit(bench.file(), text);
        INFO(text.substr(0, 200));
        CHECK(bench.shelf().last(FeatureId::History) == nullptr);
    }
    test::spit(bench.file(), good);
    CHECK(bench.shelf().last(FeatureId::History) != nullptr);
}

TEST_CASE("Cache files are readable by their owner only", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    shelf.keep(FeatureId::History, read(shelf, "T"));
    struct stat info {};
    REQUIRE(::stat(bench.file().c_str(), &info) == 0);
    CHECK((info.st_mode & 07777) == 0600);
}

TEST_CASE("Times in a file outside the range of a clock are clamped", "[shelf]") {
    constexpr auto most = std::numeric_limits<std::int64_t>::max(), least = std::numeric_limits<std::int64_t>::min();
    constexpr std::int64_t last = 253'402'300'799'999;
    for (const auto& [stored, wanted] :
         std::vector<std::pair<std::int64_t, std::int64_t>>{{most, last}, {least, 0}, {-5, 0}, {last, last}}) {
        Bench bench;
        auto shelf = bench.shelf();
        shelf.keep(FeatureId::History, read(shelf, "T"));
        std::string text = test::slurp(bench.file());
        for (const char* name : {"stamps_taken_ms", "generated_at_ms", "verified_ms", "read_in_full_ms"}) {
            const std::size_t begin = text.find(name) + std::string(name).size() + 2;
            text.replace(begin, text.find_first_of(",}", begin) - begin, std::to_string(stored));
        }
        test::spit(bench.file(), sealed(text));
        const auto loaded = bench.shelf().last(FeatureId::History);
        REQUIRE(loaded != nullptr);
        CHECK(loaded->stamps_taken_ms() == wanted);
        CHECK(loaded->generated_at_ms() == wanted);
        CHECK(loaded->sections().front().checked.verified_ms == wanted);
        CHECK(loaded->sections().front().checked.read_in_full_ms == wanted);
    }
}

TEST_CASE("A file with an impossible count is not a snapshot", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    shelf.keep(FeatureId::History, read(shelf, "T"));
    const std::string good = test::slurp(bench.file());
    for (const char* name : {"\"count\"", "\"dropped\"", "\"skipped\"", "\"plays\"", "\"plays_bytes\"",
                             "\"media_bytes\"", "\"titles_bytes\"", "\"document_bytes\"", "\"entries_at\""})
        for (const char* number : {"-1", "9223372036854775807", "9223372036854775808", "null", "1.5"}) {
            std::string text = good;
            REQUIRE(text.find(name) != std::string::npos);
            const std::size_t begin = text.find(name) + std::string(name).size() + 1;
            text.replace(begin, text.find_first_of(",}", begin) - begin, number);
            test::spit(bench.file(), sealed(text));
            INFO(name << " " << number);
            CHECK(bench.shelf().last(FeatureId::History) == nullptr);
        }
}

TEST_CASE("A file with a flipped bit in its head is not a snapshot", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    shelf.keep(FeatureId::History, read(shelf, "T"));
    const std::string good = test::slurp(bench.file());
    const std::size_t head_bytes = good.find("{\"complete\"");
    REQUIRE(head_bytes < good.size());
    std::size_t accepted = 0;
    for (std::size_t at = 0; at < head_bytes; ++at)
        for (int bit = 0; bit < 8; ++bit) {
            std::string bad = good;
            bad[at] ^= static_cast<char>(1 << bit);
            test::spit(bench.file(), bad);
            accepted += bench.shelf().last(FeatureId::History) != nullptr ? 1 : 0;
        }
    CHECK(accepted == 0);
}

}  // namespace mod_trakt::snapshot_file_test
