#include "index/plays/text_in_place.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <string>
#include <vector>

namespace mod_trakt::text_in_place_test {

using index::EntryArena;
using index::Play;
using index::PlayList;
using index::take_text;

namespace {

std::string entry_of(std::int64_t id, std::size_t bytes) {
    return "\"key" + std::to_string(id) + "\":{\"text\":\"" + std::string(bytes, 'x') + "\"}";
}

struct Bench {
    Bench() {
        list.arenas.push_back(std::make_shared<EntryArena>());
        arena().reserve(1u << 20);
    }
    EntryArena& arena() { return *list.arenas.front(); }
    void add(std::size_t bytes = 10) {
        const auto id = static_cast<std::int64_t>(list.plays.size()) + 1;
        list.plays.push_back({id, id, id, arena().add(entry_of(id, bytes))});
    }
    // Like assign_unique_keys().
    void rename(std::size_t play, const std::string& key) {
        std::string_view& entry = list.plays[play].entry;
        entry = renamed.add("\"" + key + std::string(entry.substr(entry.find("\":"))));
    }
    std::string expected() const {
        std::string text;
        for (const Play& play : list.plays)
            if (!play.entry.empty()) text.append(play.entry).append(1, ',');
        return text;
    }
    PlayList list;
    EntryArena renamed;
};

}  // namespace

TEST_CASE("Text that was read in order stays in place", "[snapshot]") {
    Bench bench;
    for (int i = 0; i < 5; ++i) bench.add();
    const std::string expected = bench.expected();
    const char* const first = bench.list.plays.front().entry.data();
    const auto text = take_text(bench.list, 100);
    REQUIRE(text);
    CHECK(text->view().substr(EntryArena::head_bytes) == expected);
    CHECK(text->view().data() + EntryArena::head_bytes == first);
    CHECK(text->unused_bytes() >= 100);
    CHECK_FALSE(bench.arena().only_block());
}

TEST_CASE("Entries with a new key are put between the others, and skipped rows leave no text", "[snapshot]") {
    std::mt19937_64 random(7);
    const auto one_in = [&random](unsigned n) { return random() % n == 0; };
    int moved = 0;
    for (int round = 0; round < 300; ++round) {
        Bench bench;
        const std::size_t plays = random() % 40;
        for (std::size_t i = 0; i < plays; ++i) {
            if (one_in(6))
                bench.list.plays.push_back({-1, 1, 1, {}});
            else
                bench.add(random() % 300);
        }
        for (std::size_t i = 0; i < bench.list.plays.size(); ++i)
            if (!bench.list.plays[i].entry.empty() && one_in(5))
                bench.rename(i, "longer-key-of-" + std::to_string(i) + std::string(random() % 200, 'k'));
        const std::string expected = bench.expected();
        INFO("round " << round);
        const auto text = take_text(bench.list, 0);
        if (plays == 0 || expected.empty()) continue;
        REQUIRE(text);
        CHECK(text->view().substr(EntryArena::head_bytes) == expected);
        ++moved;
    }
    CHECK(moved > 200);
}

TEST_CASE("Text in another order than the document's is not changed", "[snapshot]") {
    Bench bench;
    for (int i = 0; i < 3; ++i) bench.add(100);
    const std::string expected = bench.expected();

    SECTION("another order") { std::swap(bench.list.plays[0], bench.list.plays[1]); }
    SECTION("a row that was read is missing") { bench.list.plays.erase(bench.list.plays.begin()); }
    SECTION("a shorter key") { bench.rename(0, "k"); }
    SECTION("text in two blocks") {
        Bench two;
        two.list.arenas.front() = std::make_shared<EntryArena>();
        for (int i = 0; i < 3; ++i) two.add(200u << 10);
        CHECK_FALSE(take_text(two.list, 0));
        CHECK(two.list.plays[2].entry == entry_of(3, 200u << 10));
        return;
    }
    SECTION("text of two reads") { bench.list.arenas.push_back(std::make_shared<EntryArena>()); }
    SECTION("too few unused bytes behind it") {
        CHECK_FALSE(take_text(bench.list, bench.arena().unused_bytes() + 1));
        CHECK(bench.expected() == expected);
        CHECK(take_text(bench.list, bench.arena().unused_bytes()));
        return;
    }
    SECTION("too few unused bytes for a longer key") { bench.rename(1, std::string(2u << 20, 'k')); }
    const std::string before = bench.expected();
    CHECK_FALSE(take_text(bench.list, 0));
    CHECK(bench.expected() == before);
    CHECK(bench.arena().only_block());
}

}  // namespace mod_trakt::text_in_place_test
