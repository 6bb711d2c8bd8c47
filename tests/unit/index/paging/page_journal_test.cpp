#include "index/paging/page_journal.hpp"

#include <catch2/catch.hpp>

#include "tests/support/temp_folder.hpp"

namespace mod_trakt::page_journal_test {

using index::PageJournal;

namespace {

state::SystemFiles files;

const index::JournalKey key = {"me", "rules", "2026-09-01T00:00:00.000Z", 250};

struct Bench {
    // Three plays; those with an odd id are skipped rows.
    void add(PageJournal& journal, std::int64_t page, std::int64_t first_id) {
        const std::size_t first_play = plays.size();
        for (std::int64_t id = first_id; id < first_id + 3; ++id) {
            const std::string text = "\"key" + std::to_string(id) + "\":{\"a\":1}";
            plays.push_back({id, id + 100, id * 60'000, id % 2 == 0 ? arena.add(text) : std::string_view()});
        }
        journal.add(page,
                    {.page_count = 9, .item_count = 27, .limit = std::nullopt, .first_play = first_play, .plays = 3});
    }
    void write_pages(std::int64_t count) {
        PageJournal journal(files, path, key);
        for (std::int64_t page = 1; page <= count; ++page) add(journal, page, page * 10);
        journal.flush(plays);
    }
    test::TempFolder temp;
    std::string path = temp / "list.pages";
    index::EntryArena arena;
    std::vector<index::Play> plays;
};

}  // namespace

TEST_CASE("Kept pages are used by the next read", "[journal]") {
    Bench bench;
    bench.write_pages(3);
    const PageJournal again(files, bench.path, key);
    index::EntryArena arena;
    for (std::int64_t page = 1; page <= 3; ++page) {
        const auto kept = again.kept(page, arena);
        REQUIRE(kept);
        CHECK(kept->facts.ids == std::vector<std::int64_t>{page * 10, page * 10 + 1, page * 10 + 2});
        CHECK(kept->facts.page_count == 9);
        CHECK(kept->facts.item_count == 27);
        CHECK_FALSE(kept->facts.limit);
        CHECK(kept->plays[0].entry == "\"key" + std::to_string(page * 10) + "\":{\"a\":1}");
        CHECK(kept->plays[1].entry.empty());
        CHECK(kept->plays[2].watched_ms == (page * 10 + 2) * 60'000);
        CHECK(kept->plays[2].trakt_id == page * 10 + 102);
    }
    CHECK_FALSE(again.kept(4, arena));
    CHECK_FALSE(again.kept(0, arena));
}

TEST_CASE("A read appends its pages behind those of the read before", "[journal]") {
    Bench bench;
    bench.write_pages(2);
    {
        PageJournal journal(files, bench.path, key);
        bench.add(journal, 2, 99);  // kept already
        bench.add(journal, 3, 30);
        bench.add(journal, 5, 99);  // would leave a gap
        journal.flush(bench.plays);
    }
    const PageJournal again(files, bench.path, key);
    CHECK(again.kept(2, bench.arena)->facts.ids.front() == 20);
    CHECK(again.kept(3, bench.arena)->facts.ids.front() == 30);
    CHECK_FALSE(again.kept(4, bench.arena));
}

TEST_CASE("Pages of another account, other key rules, another stamp or page size are not used", "[journal]") {
    for (const index::JournalKey& other : {index::JournalKey{"you", key.rules, key.stamp, key.per_page},
                                           index::JournalKey{"me", "others", key.stamp, key.per_page},
                                           index::JournalKey{"me", key.rules, "2026-09-02T00:00:00.000Z", key.per_page},
                                           index::JournalKey{"me", key.rules, key.stamp, 100}}) {
        Bench bench;
        bench.write_pages(2);
        CHECK_FALSE(PageJournal(files, bench.path, other).kept(1, bench.arena));
        CHECK_FALSE(PageJournal(files, bench.path, key).kept(1, bench.arena));  // the file's pages were discarded
    }
}

TEST_CASE("Plays whose order changes are kept beside the pages, and are discarded with page 1", "[journal]") {
    Bench bench;
    bench.write_pages(2);
    const auto ids_of = [](const std::vector<index::Play>& plays) {
        std::vector<std::int64_t> ids;
        for (const index::Play& play : plays) ids.push_back(play.history_id);
        return ids;
    };
    const std::vector<index::Play> usable = {bench.plays[0], bench.plays[2]};
    {
        PageJournal journal(files, bench.path, key);
        journal.write_unordered(usable);
        bench.add(journal, 3, 30);
        journal.flush(bench.plays);
    }
    PageJournal again(files, bench.path, key);
    CHECK(ids_of(again.unordered(bench.arena)) == std::vector<std::int64_t>{10, 12});
    CHECK(again.unordered(bench.arena).front().entry == "\"key10\":{\"a\":1}");
    CHECK(again.kept(3, bench.arena)->facts.ids.front() == 30);
    CHECK_FALSE(again.kept(4, bench.arena));
    again.discard();
    CHECK(again.unordered(bench.arena).empty());

    PageJournal without_pages(files, bench.path, key);
    without_pages.write_unordered(usable);
    CHECK_FALSE(std::filesystem::exists(bench.path));
}

TEST_CASE("In a truncated or damaged journal the pages before the damage are used", "[journal]") {
    Bench bench;
    bench.write_pages(3);
    const std::string good = test::slurp(bench.path);
    std::size_t whole = 0;
    for (std::size_t size = 0; size < good.size(); size += 3) {
        test::spit(bench.path, good.substr(0, size));
        const PageJournal cut(files, bench.path, key);
        std::int64_t pages = 0;
        while (cut.kept(pages + 1, bench.arena)) ++pages;
        CHECK(pages < 3);
        for (std::int64_t page = 1; page <= pages; ++page)
            CHECK(cut.kept(page, bench.arena)->facts.ids.front() == page * 10);
        whole = std::max(whole, static_cast<std::size_t>(pages));
    }
    CHECK(whole == 2);
    std::string damaged = good;
    damaged[good.size() - 4] ^= 1;
    test::spit(bench.path, damaged);
    CHECK_FALSE(PageJournal(files, bench.path, key).kept(3, bench.arena));
    // The next page is written after the last whole one.
    {
        PageJournal journal(files, bench.path, key);
        bench.add(journal, 3, 77);
        journal.flush(bench.plays);
    }
    CHECK(PageJournal(files, bench.path, key).kept(3, bench.arena)->facts.ids.front() == 77);
}

TEST_CASE("Discarded pages are removed, and a read that keeps no pages leaves no file", "[journal]") {
    Bench bench;
    bench.write_pages(2);
    {
        PageJournal journal(files, bench.path, key);
        journal.discard();
        CHECK_FALSE(journal.kept(1, bench.arena));
        bench.add(journal, 1, 1);
        journal.flush(bench.plays);
    }
    CHECK_FALSE(std::filesystem::exists(bench.path));
    { PageJournal untouched(files, bench.path, key); }
    CHECK_FALSE(std::filesystem::exists(bench.path));
    PageJournal nowhere;
    bench.add(nowhere, 1, 1);
    nowhere.flush(bench.plays);
    CHECK_FALSE(nowhere.kept(1, bench.arena));
}

TEST_CASE("Two simultaneous reads of one list do not write to the same journal", "[journal]") {
    Bench bench;
    bench.write_pages(1);
    PageJournal first(files, bench.path, key);
    PageJournal second(files, bench.path, key);
    CHECK(first.kept(1, bench.arena));
    CHECK_FALSE(second.kept(1, bench.arena));
    bench.add(second, 1, 55);
    second.flush(bench.plays);
    bench.add(first, 2, 20);
    first.flush(bench.plays);
    const std::string text = test::slurp(bench.path);
    CHECK(text.find("key20") != std::string::npos);
    CHECK(text.find("key56") == std::string::npos);
}

TEST_CASE("A page with an impossible count is not kept, nor are later pages", "[journal]") {
    for (const char* name : {"page_count", "item_count", "limit"})
        for (const char* number : {"-1", "9223372036854775807", "1000000001", "9223372036854775808", "2.5", "\"9\""}) {
            Bench bench;
            bench.write_pages(2);
            std::string text = test::slurp(bench.path);
            const std::size_t second = text.find("\"plays\"", text.find("\"plays\"") + 1);
            const std::size_t begin = text.find(name, second) + std::string(name).size() + 2;
            text.replace(begin, text.find_first_of(",}", begin) - begin, number);
            test::spit(bench.path, text);
            INFO(name << " " << number);
            const PageJournal again(files, bench.path, key);
            CHECK(again.kept(1, bench.arena));
            CHECK_FALSE(again.kept(2, bench.arena));
        }
}

}  // namespace mod_trakt::page_journal_test
