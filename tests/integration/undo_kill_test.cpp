// An undo after kill -9 in the middle of the run, and of the undo.
#include <catch2/catch.hpp>

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <functional>
#include <string>

#include "support/fault_kinds.hpp"
#include "support/mixed_run.hpp"
#include "support/undone.hpp"

using namespace mod_trakt::tests;

namespace {

const json::object small_chunks = {{"history_chunk_size", 2}, {"ratings_chunk_size", 2}, {"watchlist_batch_size", 2}};

const std::vector<std::string> sizes = {"--plays", "60", "--ratings", "20", "--watchlist", "20"};

void pause_ms(std::int64_t ms) {
    timespec time{ms / 1000, ms % 1000 * 1'000'000};
    while (::nanosleep(&time, &time) != 0) continue;
}

// A child process that is killed in its n-th request. Returns false if it ended before.
bool kill_in_request(const Site& site, std::size_t nth, const std::function<void()>& work) {
    plugin();  // loaded before the fork
    site.twin.clear_ledger();
    site.twin.fault({{"nth", static_cast<std::int64_t>(nth)}, {"kind", "slow"}, {"delay_ms", 60'000}});
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("no fork");
    if (child == 0) {
        ::alarm(100);
        try {
            work();
        } catch (const std::exception&) {
        }
        ::_exit(0);
    }
    int status = 0;
    bool has_ended = false;
    while (site.twin.ledger().size() < nth && !has_ended) {
        has_ended = ::waitpid(child, &status, WNOHANG) == child;
        if (!has_ended) pause_ms(2);
    }
    if (!has_ended) {
        pause_ms(20);
        ::kill(child, SIGKILL);
        ::waitpid(child, &status, 0);
    }
    site.twin.clear_faults();
    return !has_ended;
}

}  // namespace

TEST_CASE("A run that was killed in any of its requests is taken back", "[undo][kill]") {
    std::size_t killed = 0;
    bool goes_on = true;
    for (std::size_t nth = 1; goes_on; nth += is_soak() ? 1 : 7) {
        INFO("request " << nth);
        const Site site(sizes);
        site.read_all();
        const std::string before = site.essence();
        const MixedRun run(site);
        goes_on = kill_in_request(site, nth, [&] {
            Handle handle(site.config(small_chunks));
            run.write(handle, {.run = "mixed"});
        });
        if (goes_on) ++killed;
        const Outcome undone = Handle(site.config()).undo();
        INFO(undone.text);
        CHECK(undone.status == SYNCMOD_OK);
        const json::value document = undone.document();
        if (!document.at("run").is_null()) {
            CHECK(text_at(document, "state") == "taken_back");
            CHECK(document.at("cannot_be_taken_back").as_array().empty());
        }
        CHECK(site.essence() == before);
    }
    CHECK(killed >= 3);
}

TEST_CASE("After an undo was killed in any of its requests, the next one continues it", "[undo][kill]") {
    std::size_t killed = 0;
    bool goes_on = true;
    for (std::size_t nth = 1; goes_on; nth += is_soak() ? 1 : 7) {
        INFO("request " << nth);
        const Site site(sizes);
        site.read_all();
        const std::string before = site.essence();
        const MixedRun run(site);
        {
            Handle handle(site.config());
            run.write(handle, {.run = "mixed"});
        }
        goes_on = kill_in_request(site, nth, [&] { Handle(site.config(small_chunks)).undo(); });
        if (goes_on) ++killed;
        const Outcome undone = Handle(site.config()).undo();
        INFO(undone.text);
        CHECK(undone.status == SYNCMOD_OK);
        if (goes_on) CHECK(text_at(undone.document(), "run") == "mixed");
        CHECK(site.essence() == before);
        CHECK(Handle(site.config()).undo().document().at("run").is_null());
    }
    CHECK(killed >= 3);
}
