// Two and four processes write overlapping items of all features at the same time, and every fault and kill -9 comes at
// each request of one of them: each item is there once in the end, and every verdict was true.
#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "support/fault_kinds.hpp"
#include "support/sweep_account.hpp"
#include "support/writer_process.hpp"

using namespace mod_trakt::tests;

namespace {

constexpr const char* victim_agent = "victim";

// The writers of one account; the first one is the one that the fault concerns.
class Race {
public:
    Race(SweepAccount& account, std::size_t writers) : account_(account), shares_(writers) {
        for (std::size_t w = 0; w < writers; ++w) {
            WriterProcess::Task task;
            for (const char* feature : all_features) {
                json::array items;
                for (std::size_t i = 0; i < account.wanted(feature).size(); ++i) {
                    if (i % (writers + 1) == w) continue;  // each item is for all writers, or all but one
                    shares_[w][feature].push_back(i);
                    items.push_back(account.wanted(feature)[i].item);
                }
                task.emplace_back(feature, items);
            }
            const json::object agent = {{"trakt", {{"user_agent", w == 0 ? victim_agent : "other"}}}};
            writers_.push_back(std::make_unique<WriterProcess>(merged(account.config(), agent), task));
        }
        for (const auto& writer : writers_) writer->start();
    }

    // Kills the first writer at the request that its fault concerns.
    void kill_first() {
        WriterProcess& first = *writers_.front();
        comes_to_the_fault(account_.twin, "slow", [&] { return first.is_done(); });
        first.kill();
    }

    // Waits for all writers, and checks what they said. Returns the number of verdicts that are not certain.
    std::size_t check_verdicts() {
        std::map<std::string, std::vector<Said>> said;
        for (const char* feature : all_features) said[feature].resize(account_.wanted(feature).size());
        for (std::size_t w = 0; w < writers_.size(); ++w) {
            const std::vector<json::array> results = writers_[w]->results();
            if (w > 0) REQUIRE(results.size() == all_features.size());
            for (std::size_t f = 0; f < all_features.size(); ++f) {
                const std::vector<std::size_t>& share = shares_[w][all_features[f]];
                const json::array none;
                const json::array& verdicts = f < results.size() ? results[f] : none;
                if (w > 0) REQUIRE(verdicts.size() == share.size());
                for (std::size_t i = 0; i < share.size(); ++i)
                    note(said[all_features[f]][share[i]], w, i < verdicts.size() ? verdicts[i] : json::value());
            }
        }
        std::size_t open = 0;
        for (const char* feature : all_features) {
            const State now = account_.state(feature);
            for (std::size_t i = 0; i < said[feature].size(); ++i) {
                INFO(feature << ' ' << json::serialize(account_.wanted(feature)[i].item) << said[feature][i].text);
                const Wanted& wanted = account_.wanted(feature)[i];
                check(feature, said[feature][i], wanted, held_in(account_.at_start(feature), wanted.name),
                      held_in(now, wanted.name));
                if (said[feature][i].may_be_added) ++open;
            }
        }
        return open;
    }

private:
    // What the writers of an item said.
    struct Said {
        std::size_t added = 0, existing = 0;
        bool may_be_added = false;  // one of them was killed, or does not know
        std::string text;
    };

    static void note(Said& said, std::size_t writer, const json::value& result) {
        const std::string verdict = result.is_object() ? text_at(result, "verdict") : "";
        said.text += "\n" + std::to_string(writer) + ": " + json::serialize(result);
        if (verdict == "added" || verdict == "updated") {
            ++said.added;
        } else if (verdict == "existing") {
            ++said.existing;
        } else {
            INFO(said.text);
            if (verdict == "unknown" || verdict.empty()) said.may_be_added = true;
            // Others only meet plays of which nobody knows yet what became of them.
            if (writer > 0) CHECK((verdict == "unknown" && text_at(result, "hint") == "journal"));
        }
    }

    static void check(const char* feature, const Said& said, const Wanted& wanted, const Held& then, const Held& here) {
        const Held as_wanted{1, wanted.rating};
        CHECK(here.count <= 1);
        if (said.added + said.existing > 0) CHECK(here == as_wanted);
        if (said.added == 0 && !said.may_be_added) CHECK(here == then);
        // What others change between the read and the request of a writer, only plays are checked against (TURN-8).
        if (feature == all_features.front()) CHECK(said.added <= (then == as_wanted ? 0U : 1U));
    }

    SweepAccount& account_;
    std::vector<std::map<std::string, std::vector<std::size_t>>> shares_;
    std::vector<std::unique_ptr<WriterProcess>> writers_;
};

std::size_t requests_of_first(SweepAccount& account, std::size_t writers) {
    account.begin();
    CHECK(Race(account, writers).check_verdicts() == 0);
    account.check_end();
    std::size_t requests = 0;
    for (const json::value& entry : account.twin.ledger())
        if (entry.at("user_agent") == victim_agent) ++requests;
    return requests;
}

// Returns whether the fault came: the first writer may make fewer requests than `nth`.
bool run_race(SweepAccount& account, std::size_t writers, std::size_t nth, const json::object& kind,
              bool is_killed_there = false) {
    const json::object fault = merged(kind, {{"user_agent", victim_agent}, {"nth", nth}});
    INFO(json::serialize(fault));
    account.begin();
    account.twin.fault(fault);
    {
        Race race(account, writers);
        if (is_killed_there) race.kill_first();
        race.check_verdicts();
    }
    const json::array requests = account.twin.ledger();
    const bool came =
        std::any_of(requests.begin(), requests.end(), [](const json::value& entry) { return entry.at("fault") != ""; });
    account.twin.clear_faults();
    CHECK(account.add_all() == 0);
    account.check_end();
    return came;
}

}  // namespace

TEST_CASE("Whatever happens to one of several writers at whichever request, each item is there once", "[write_race]") {
    const std::size_t writers = GENERATE(2, 4);
    CAPTURE(writers);
    SweepAccount account;
    const std::size_t requests = requests_of_first(account, writers);
    REQUIRE(requests >= 10);
    const std::size_t share = is_soak() ? 1 : 149 * test_share();
    std::size_t number = 0, tries = 0, came = 0;
    for (std::size_t nth = 1; nth <= requests; ++nth)
        for (const FaultKind& kind : fault_kinds()) {
            // These change what the account has.
            if (text_at(kind.fault, "kind") == "shift_rows" || number++ % share != 0) continue;
            ++tries;
            if (run_race(account, writers, nth, kind.fault)) ++came;
        }
    CHECK(2 * came >= tries);
}

TEST_CASE("Of several writers one is killed at whichever request, and each item is there once", "[write_race]") {
    const std::size_t writers = GENERATE(2, 4);
    CAPTURE(writers);
    SweepAccount account;
    const std::size_t requests = requests_of_first(account, writers);
    const std::size_t share = is_soak() ? 1 : 13 * test_share();
    std::size_t number = 0, tries = 0, came = 0;
    for (std::size_t nth = 1; nth <= requests; ++nth)
        for (const bool takes_effect : {true, false}) {
            const json::object hang = {{"kind", "slow"}, {"delay_ms", 60'000}, {"apply", takes_effect}};
            if (number++ % share != 0) continue;
            ++tries;
            if (run_race(account, writers, nth, hang, true)) ++came;
        }
    CHECK(2 * came >= tries);
}
