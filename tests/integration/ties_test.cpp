// Plays of one time, which come in another order in each answer.
#include <catch2/catch.hpp>

#include "support/machine_time.hpp"
#include "support/settled_account.hpp"

using namespace mod_trakt::tests;

namespace {

std::size_t pages_of_minute(const std::vector<std::string>& requests) {
    return count_of(requests, "/sync/history/episodes");
}

}  // namespace

TEST_CASE("600 plays in one minute, in another order in each answer, are read as a set", "[read][ties]") {
    SettledAccount account({{"plays", 0}});
    account.twin.edit({{"op", "add"}, {"type", "episode"}, {"count", 600}, {"when", "2020-01-01T10:00:00Z"}});
    account.pass_minutes(60);
    account.twin.switches({{"tie_order", "random"}});
    const auto requests = account.requests_of();
    CHECK(pages_of_minute(requests) <= 9);  // three passes over three pages
    CHECK(requests.size() < 100);
    CHECK(account.requests_of() == std::vector<std::string>{activities});
}

TEST_CASE("Blocks of equal times between other plays are read as sets, for both kinds", "[read][ties]") {
    SettledAccount account({{"plays", 200}}, {{"history_per_page", 25}});
    for (const char* when : {"2020-01-01T10:00:00Z", "2021-05-01T10:00:00Z", "unknown"}) {
        account.twin.edit({{"op", "add"}, {"type", "episode"}, {"count", 60}, {"when", when}});
        account.twin.edit({{"op", "add"}, {"type", "movie"}, {"count", 40}, {"when", when}});
    }
    account.pass_minutes(60);
    account.twin.switches({{"tie_order", "random"}});
    account.requests_of();
    CHECK(account.requests_of() == std::vector<std::string>{activities});
    account.change({{"op", "add"}, {"type", "episode"}, {"when", "now"}});
    account.requests_of();
}

TEST_CASE("Pairs of plays that two pages share are read as sets too", "[read][ties]") {
    SettledAccount account({{"plays", 0}}, {{"history_per_page", 25}});
    for (int day = 10; day < 30; ++day)
        for (const char* hour : {"10", "11", "12", "13", "14"})
            account.twin.edit({{"op", "add"},
                               {"type", "episode"},
                               {"count", 2},
                               {"when", "2021-05-" + std::to_string(day) + "T" + hour + ":00:00Z"}});
    account.pass_minutes(60);
    account.twin.switches({{"tie_order", "random"}});
    const auto requests = account.requests_of();
    CHECK(count_of(requests, "/sync/history/episodes") < 3 * 8);
}

TEST_CASE("After a block that could not be read, a read begins anew", "[read][ties]") {
    SettledAccount account({{"plays", 0}}, {{"history_per_page", 25}});
    account.twin.edit({{"op", "add"}, {"type", "episode"}, {"count", 300}, {"when", "unknown"}});
    account.pass_minutes(60);
    account.twin.switches({{"tie_order", "random"}, {"maps", "absent"}});
    CHECK(Handle(account.config()).index("history").reason == "partial_read");
    account.twin.switches({{"tie_order", "id_desc"}});
    account.requests_of();
}

TEST_CASE("Without a map the rest of a block cannot be named, and the call is INCOMPLETE", "[read][ties]") {
    SettledAccount account({{"plays", 0}});
    account.twin.edit({{"op", "add"}, {"type", "episode"}, {"count", 900}, {"when", "2020-01-01T10:00:00Z"}});
    account.pass_minutes(60);
    account.twin.switches({{"tie_order", "random"}, {"maps", "absent"}});
    Handle handle(account.config());
    const Outcome outcome = handle.index("history");
    CHECK(outcome.reason == "partial_read");
    account.twin.switches({{"tie_order", "id_asc"}});
    account.requests_of();
}

TEST_CASE("Plays without a date, in another order in each answer, are read where they are in the list",
          "[read][ties]") {
    SettledAccount account({{"plays", 100}}, {{"history_per_page", 50}});
    account.twin.edit({{"op", "add"}, {"type", "movie"}, {"count", 500}, {"when", "unknown"}});
    account.pass_minutes(60);
    account.twin.switches({{"tie_order", "random"}});
    const auto requests = account.requests_of();
    // The first pass shows about two thirds; after further passes less than a fifth is left to be read title by title.
    CHECK(requests.size() < 3 * 11 + 100);
    CHECK(account.requests_of() == std::vector<std::string>{activities});
}

TEST_CASE("A short list also keeps its plays of one time, if no map names the missing ones", "[read][ties]") {
    SettledAccount account({{"plays", 20}});
    account.twin.edit({{"op", "add"}, {"type", "movie"}, {"count", 900}, {"when", "2020-01-01T10:00:00Z"}});
    account.pass_minutes(60);
    account.twin.switches({{"tie_order", "random"}, {"maps", "absent"}});
    std::size_t calls = 0;
    Outcome outcome;
    do {
        outcome = Handle(account.config()).index("history");
    } while (++calls < 6 && outcome.status != SYNCMOD_OK);
    CHECK(outcome.status == SYNCMOD_OK);
    account.requests_of();
}

TEST_CASE("Plays of one time that were found are kept, and the next read continues with them", "[read][ties]") {
    SettledAccount account({{"plays", 100}}, {{"history_per_page", 20}});
    account.twin.edit({{"op", "add"}, {"type", "movie"}, {"count", 2500}, {"when", "2020-01-01T10:00:00Z"}});
    account.pass_minutes(60);
    account.twin.switches({{"tie_order", "random"}});
    std::size_t incomplete = 0;
    std::size_t first = 0, last = 0;
    for (std::size_t calls = 0; calls < 20; ++calls) {
        account.twin.clear_ledger();
        Handle handle(account.config());
        const Outcome outcome = handle.index("history");
        last = account.requests().size();
        if (first == 0) first = last;
        if (outcome.status == SYNCMOD_OK) break;
        CHECK(outcome.reason == "partial_read");
        ++incomplete;
    }
    CHECK(incomplete > 0);
    CHECK(incomplete < 4);
    CHECK(last < first);
    account.requests_of();
}

namespace {

constexpr std::size_t hidden_of_block = 5;

// 600 plays in one minute, in another order in each answer. Some are hidden, and the account has other plays too.
struct BlockWithHiddenRows : SettledAccount {
    BlockWithHiddenRows() : SettledAccount({{"plays", 200}}) {
        const json::value added =
            twin.edit({{"op", "add"}, {"type", "episode"}, {"count", 600}, {"when", "2020-01-01T10:00:00Z"}});
        for (std::size_t at = 0; at < hidden_of_block; ++at)
            twin.edit({{"op", "hide"}, {"id", added.at("added").at(at * 100)}});
        pass_minutes(60);
        twin.switches({{"tie_order", "random"}});
    }
    Outcome index() const { return Handle(config()).index("history"); }
    // Checks that the next index has all shown plays and counts the hidden ones, and that a further index takes one
    // request.
    void check_next_index() {
        const Outcome outcome = index();
        CHECK(differs_from_truth(outcome, twin, "history") == "");
        CHECK(number_at(outcome.document(), "skipped") == hidden_of_block);
        CHECK(requests_of() == std::vector<std::string>{activities});
    }
};

}  // namespace

TEST_CASE("Hidden rows in a block of one time are skipped when a witness agrees with the others", "[read][ties]") {
    for (const json::object& tells : {json::object{{"stats_count_hidden", false}, {"maps_show_hidden", false}},
                                      json::object{{"stats", "absent"}, {"maps_show_hidden", false}},
                                      json::object{{"stats_count_hidden", false}}}) {
        INFO(json::serialize(tells));
        BlockWithHiddenRows account;
        account.twin.switches(tells);
        account.check_next_index();
    }
}

TEST_CASE("Hidden rows in a block of one time that the map names are skipped after three reads in an hour",
          "[read][ties]") {
    BlockWithHiddenRows account;
    for (int run = 0; run < 2; ++run) {
        account.twin.clear_ledger();
        CHECK(account.index().reason == "partial_read");
        const auto requests = account.requests();
        CHECK(pages_of_minute(requests) <= 13);  // three passes over the block, and the other pages
        CHECK(requests.size() < 100);
    }
    {
        const LaterDate later(61 * 60'000);
        account.check_next_index();
    }
    // From then on the hidden rows are known.
    account.change({{"op", "add"}, {"type", "episode"}, {"when", "backdated"}});
    account.requests_of();
    account.change({{"op", "remove"}, {"type", "episode"}, {"count", 1}});
    account.requests_of();
    const LaterDate later(8 * 86'400'000LL);
    CHECK(differs_from_truth(account.index(), account.twin, "history") == "");
}

TEST_CASE("Hidden rows in a block of one time stay unproven if no map names them", "[read][ties]") {
    BlockWithHiddenRows account;
    account.twin.switches({{"maps", "absent"}});
    for (const std::int64_t later_ms : {0, 61 * 60'000, 180 * 60'000}) {
        const LaterDate later(later_ms);
        CHECK(account.index().reason == "partial_read");
    }
}

TEST_CASE("A play of a block whose title cannot be read is not a hidden row", "[read][ties]") {
    BlockWithHiddenRows account;
    account.twin.edit({{"op", "show_all"}});
    account.twin.fault({{"kind", "drop_rows"}, {"rows", 1}, {"path", "/sync/history/episodes"}, {"every", true}});
    for (int run = 0; run < 4; ++run) CHECK(account.index().reason == "partial_read");
    account.twin.clear_faults();
    const LaterDate later(61 * 60'000);
    CHECK(differs_from_truth(account.index(), account.twin, "history") == "");
}

TEST_CASE("A play in a minute that cannot be read is removed by its title, without a map too", "[read][ties]") {
    const TwinProcess twin;
    twin.edit({{"op", "add"}, {"type", "movie"}, {"count", 900}, {"when", "2020-01-01T10:00:00Z"}});
    twin.switches({{"tie_order", "random"}, {"maps", "absent"}});
    const std::size_t before = twin.plays().size();
    const std::int64_t trakt = number_at(twin.plays()[0], "trakt");
    const json::object play = {{"type", "movie"}, {"ids", {{"trakt", trakt}}}, {"watched_at", "2020-01-01T10:00:00Z"}};
    Handle handle(config_for(twin));
    CHECK(handle.remove("history", {play}).verdicts() == "removed");
    REQUIRE(twin.plays().size() == before - 1);
    // What a look-up by title does not show may be there under another Trakt id.
    const json::object other = {
        {"type", "movie"}, {"ids", {{"trakt", 7010004}}}, {"watched_at", "2020-01-01T10:00:00Z"}};
    CHECK(handle.remove("history", {other}).verdicts() != "absent");
}
