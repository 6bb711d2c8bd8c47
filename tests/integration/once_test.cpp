// Several processes write to one account at the same time: each play is there once, and one of them has added it.
#include <catch2/catch.hpp>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <sstream>

#include "support/config.hpp"
#include "support/iso_date.hpp"
#include "support/plugin_library.hpp"
#include "support/truth.hpp"

using namespace mod_trakt::tests;

namespace {

// A process that creates its handle at once, adds its plays after start(), and reports the verdicts.
class Adder {
public:
    Adder(const json::object& config, const json::array& plays) {
        plugin();
        int go[2], said[2];
        if (::pipe2(go, O_CLOEXEC) != 0 || ::pipe2(said, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
        pid_ = ::fork();
        if (pid_ < 0) throw std::runtime_error("no fork");
        if (pid_ == 0) {
            ::close(go[1]);
            ::alarm(100);
            std::string text = "failed";
            try {
                Handle handle(config);
                char start = 0;
                if (::read(go[0], &start, 1) != 1) ::_exit(1);
                const Outcome outcome = handle.add("history", plays);
                text = outcome.status == SYNCMOD_OK ? outcome.verdicts() : outcome.summary();
            } catch (const std::exception&) {
            }
            for (std::size_t at = 0; at < text.size();) {
                const ssize_t written = ::write(said[1], text.data() + at, text.size() - at);
                if (written <= 0) break;
                at += static_cast<std::size_t>(written);
            }
            ::_exit(0);
        }
        ::close(go[0]);
        ::close(said[1]);
        go_ = go[1];
        said_ = said[0];
    }
    ~Adder() {
        ::close(go_);
        ::close(said_);
        kill();
    }
    Adder(const Adder&) = delete;
    Adder& operator=(const Adder&) = delete;

    void start() const {
        if (::write(go_, "x", 1) != 1) throw std::runtime_error("no pipe");
    }
    void kill() {
        if (pid_ <= 0) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        pid_ = 0;
    }
    // Waits for its end.
    std::vector<std::string> verdicts() {
        std::string text;
        char part[4096];
        for (ssize_t size = 0; (size = ::read(said_, part, sizeof part)) > 0;)
            text.append(part, static_cast<std::size_t>(size));
        std::istringstream words(text);
        std::vector<std::string> found;
        for (std::string word; words >> word;) found.push_back(word);
        return found;
    }

private:
    pid_t pid_ = 0;
    int go_ = -1, said_ = -1;
};

// Play number `i` of a series: another minute each, of one of two titles, named by imdb or Trakt id.
json::value play_number(std::int64_t i) {
    constexpr std::int64_t first_ms = 1'400'000'000'000;
    return json::object{{"type", "movie"},
                        {"ids", i % 2 == 0 ? json::object{{"imdb", "tt90010011"}} : json::object{{"trakt", 7010002}}},
                        {"watched_at", iso_of(first_ms + i * 60'000)}};
}

// How often the account has each play.
std::map<std::string, std::size_t> counts_of(const TwinProcess& twin) {
    std::map<std::string, std::size_t> counts;
    for (const json::value& play : twin.plays())
        ++counts[std::to_string(number_at(play, "trakt")) + '@' + text_at(play, "watched_at")];
    return counts;
}

}  // namespace

TEST_CASE(
    "TURN-8: plays that several processes add at the same time are there once each, added by one and existing for the "
    "others",
    "[once]") {
    const std::int64_t processes = GENERATE(2, 4);
    const int chunk = GENERATE(100, 20);
    CAPTURE(processes, chunk);
    const TwinProcess twin;
    const TempFolder folder;
    const json::object config = in_folder(config_for(twin, {{"history_chunk_size", chunk}}), folder);
    {
        Handle first(config);  // so that all of them know whose account it is
        REQUIRE(first.index("history").status == SYNCMOD_OK);
    }
    constexpr std::int64_t each = 100, step = 20;
    const std::int64_t all = each + (processes - 1) * step;
    std::vector<std::unique_ptr<Adder>> adders;
    for (std::int64_t p = 0; p < processes; ++p) {
        json::array plays;
        for (std::int64_t i = 0; i < each; ++i) plays.push_back(play_number(p * step + i));
        adders.push_back(std::make_unique<Adder>(config, plays));
    }
    for (const auto& adder : adders) adder->start();
    std::vector<std::size_t> added(static_cast<std::size_t>(all));
    for (std::int64_t p = 0; p < processes; ++p) {
        const std::vector<std::string> verdicts = adders[static_cast<std::size_t>(p)]->verdicts();
        REQUIRE(verdicts.size() == static_cast<std::size_t>(each));
        for (std::int64_t i = 0; i < each; ++i) {
            const std::string& verdict = verdicts[static_cast<std::size_t>(i)];
            if (verdict == "added")
                ++added[static_cast<std::size_t>(p * step + i)];
            else
                CHECK(verdict == "existing");
        }
    }
    CHECK(std::count(added.begin(), added.end(), std::size_t{1}) == all);
    const auto counts = counts_of(twin);
    CHECK(counts.size() == static_cast<std::size_t>(all));
    for (const auto& [play, count] : counts) {
        INFO(play);
        CHECK(count == 1);
    }
}

TEST_CASE("TURN-4: the plays of a writer that is killed are added once by the next ones", "[once]") {
    const TwinProcess twin;
    const TempFolder folder;
    const json::object config = in_folder(config_for(twin, {{"history_chunk_size", 10}}), folder);
    {
        Handle first(config);
        REQUIRE(first.index("history").status == SYNCMOD_OK);
    }
    json::array plays;
    for (std::int64_t i = 0; i < 40; ++i) plays.push_back(play_number(i));
    Adder killed(config, plays);
    // Its second batch takes effect, and its answer never comes.
    twin.fault({{"method", "POST"}, {"path", "/sync/history"}, {"nth", 2}, {"kind", "slow"}, {"delay_ms", 60'000}});
    killed.start();
    for (int i = 0; i < 2'000 && twin.count_requests("POST", "/sync/history") < 2; ++i) ::poll(nullptr, 0, 5);
    REQUIRE(twin.count_requests("POST", "/sync/history") == 2);
    ::poll(nullptr, 0, 200);
    killed.kill();
    twin.clear_faults();
    Adder two(config, plays), three(config, plays);
    two.start();
    three.start();
    std::size_t added = 0;
    for (Adder* adder : {&two, &three}) {
        const std::vector<std::string> verdicts = adder->verdicts();
        REQUIRE(verdicts.size() == plays.size());
        for (const std::string& verdict : verdicts) {
            CHECK((verdict == "added" || verdict == "existing"));
            if (verdict == "added") ++added;
        }
    }
    CHECK(added == 20);
    CHECK(counts_of(twin).size() == plays.size());
    CHECK(twin.plays().size() == plays.size());
}
