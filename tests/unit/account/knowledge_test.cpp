// After an own write, exactly the features that the change may have altered are no longer the present state.
#include "account/knowledge.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <filesystem>
#include <optional>
#include <set>

#include "index/snapshot/media_builder.hpp"
#include "tests/support/hooked_files.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/thrown.hpp"
#include "tests/support/wire.hpp"
#include "unit/model/parsed.hpp"

namespace mod_trakt::knowledge_test {

using account::Knowledge;

namespace {

constexpr std::int64_t long_after_ms = 1'800'000'000'000;  // the newest stamp of the fixture
const KeyRules rules;

struct Bench {
    explicit Bench() {
        for (const FeatureId feature : feature_ids) {
            stamps.push_back(trakt::stamps_of(feature, activities.root()));
            knowledge.keep(feature, read(feature));
            knowledge.prove(feature, knowledge.last(feature));
        }
    }

    // The snapshot of a read that begins now.
    index::SnapshotPtr read(FeatureId feature) {
        const test::Parsed parsed(R"({"type":"movie","title":"T","ids":{"imdb":"tt1"}})");
        constexpr std::array<std::string_view, 1> names = {plural(MediaType::Movie)};
        index::MediaBuilder builder(rules, names);
        builder.add(0, reduce(parsed.root(), rules), 1, 0);
        index::StampReading taken = knowledge.stamps(feature, wire.scope());
        taken.taken_ms = long_after_ms;
        return std::move(builder).finish(std::move(taken), long_after_ms).snapshot;
    }

    Knowledge make() {
        Knowledge made(wire.api, &folder, "rules", wire.clock, wire.log);
        made.open("me", true);
        return made;
    }
    bool is_current(Knowledge& known, FeatureId feature) const {
        return known.current(feature, stamps[index_of(feature)]) != nullptr;
    }

    test::Wire wire{std::vector<http::Outcome>(9, test::answer(200, test::fixture("last_activities.json")))};
    test::TempFolder temp;
    test::HookedFiles files;
    state::StateFolder folder{files, temp / "state", 0};
    test::Parsed activities{test::fixture("last_activities.json")};
    Knowledge knowledge = make();
    std::vector<trakt::Stamps> stamps;  // by feature
};

// The features that each change alters, written out here and not taken from the code.
struct Effect {
    FeatureId written;
    Change change;
    std::set<FeatureId> altered;
};
const std::vector<Effect> effects = {
    {FeatureId::Watchlist, Change::Add, {FeatureId::Watchlist}},
    {FeatureId::Watchlist, Change::Remove, {FeatureId::Watchlist}},
    {FeatureId::Ratings, Change::Add, {FeatureId::Ratings}},
    {FeatureId::Ratings, Change::Remove, {FeatureId::Ratings}},
    {FeatureId::History, Change::Add, {FeatureId::History, FeatureId::Watchlist}},
    {FeatureId::History, Change::Remove, {FeatureId::History}},
};

}  // namespace

TEST_CASE("After each change exactly the features that it may have altered are no longer the present state",
          "[knowledge]") {
    CHECK(effects.size() == 2 * feature_count);
    for (const Effect& effect : effects) {
        INFO(name_of(effect.written) << (effect.change == Change::Add ? " add" : " remove"));
        Bench bench;
        bench.knowledge.begin_write(effect.written, effect.change);
        Knowledge next_run = bench.make();
        for (const FeatureId feature : feature_ids) {
            INFO(name_of(feature));
            const bool is_altered = effect.altered.contains(feature);
            CHECK(bench.knowledge.written_to(feature) == is_altered);
            CHECK(bench.is_current(bench.knowledge, feature) == !is_altered);
            CHECK(next_run.written_to(feature) == is_altered);
            CHECK(bench.is_current(next_run, feature) == !is_altered);
            // It is still complete, and used for a stale answer and for the next proof.
            CHECK(bench.knowledge.last(feature) != nullptr);
            // The writer updates the proof of its own feature; the proofs of other features are forgotten.
            CHECK((bench.knowledge.proven(feature) != nullptr) == (!is_altered || feature == effect.written));
        }
    }
}

TEST_CASE("Stamps from before a write are not used after it", "[knowledge]") {
    for (const Effect& effect : effects) {
        Bench bench;
        const CallScope scope = bench.wire.scope();
        const auto& sent = bench.wire.transport.sent;
        const std::size_t before = sent.size();
        bench.knowledge.stamps(FeatureId::Ratings, scope);
        bench.knowledge.stamps(FeatureId::History, scope);
        CHECK(sent.size() == before + 1);
        bench.knowledge.begin_write(effect.written, effect.change);
        bench.knowledge.stamps(FeatureId::Watchlist, scope);
        CHECK(sent.size() == before + 2);
    }
}

TEST_CASE("A snapshot read after a write is the present state again", "[knowledge]") {
    Bench bench;
    bench.knowledge.begin_write(FeatureId::History, Change::Add);
    bench.knowledge.keep(FeatureId::History, bench.read(FeatureId::History));
    CHECK_FALSE(bench.knowledge.written_to(FeatureId::History));
    CHECK(bench.is_current(bench.knowledge, FeatureId::History));
    CHECK(bench.knowledge.written_to(FeatureId::Watchlist));
}

TEST_CASE("The stamps of one feature prove nothing about another feature", "[knowledge]") {
    Bench bench;
    for (const FeatureId feature : feature_ids)
        for (const FeatureId other : feature_ids) {
            const bool is_proven = bench.knowledge.current(feature, bench.stamps[index_of(other)]) != nullptr;
            CHECK(is_proven == (feature == other));
        }
}

TEST_CASE("A proof is valid for five minutes, or until forget_proof() is called", "[knowledge]") {
    Bench bench;
    bench.wire.clock.advance(299'999);
    CHECK(bench.knowledge.proven(FeatureId::History) != nullptr);
    bench.knowledge.forget_proof(FeatureId::Ratings);
    CHECK(bench.knowledge.proven(FeatureId::Ratings) == nullptr);
    bench.wire.clock.advance(1);
    CHECK(bench.knowledge.proven(FeatureId::History) == nullptr);
    CHECK(bench.knowledge.proven(FeatureId::Watchlist) == nullptr);
}

TEST_CASE("A write of another process ends a proof, a write of this handle does not", "[knowledge]") {
    for (const FeatureId feature : feature_ids) {
        INFO(name_of(feature));
        Bench bench;
        Knowledge other = bench.make();
        bench.knowledge.begin_write(feature, Change::Add);
        bench.knowledge.begin_write(feature, Change::Remove);
        CHECK(bench.knowledge.proven(feature) != nullptr);
        other.begin_write(feature, Change::Remove);
        CHECK(bench.knowledge.proven(feature) == nullptr);
    }
}

TEST_CASE("A write of another process ends a proof even if a write of this handle follows at once", "[knowledge]") {
    Bench bench;
    Knowledge other = bench.make();
    other.begin_write(FeatureId::History, Change::Add);
    bench.knowledge.begin_write(FeatureId::History, Change::Add);
    CHECK(bench.knowledge.proven(FeatureId::History) == nullptr);
}

TEST_CASE("A snapshot that another process reads during a write is not current after it", "[knowledge]") {
    for (const Effect& effect : effects) {
        Bench bench;
        Knowledge other = bench.make();
        bench.knowledge.begin_write(effect.written, effect.change);
        for (const FeatureId feature : feature_ids) {
            const auto snapshot = bench.read(feature);  // with the present write mark
            other.keep(feature, snapshot);
            other.prove(feature, snapshot);
        }
        bench.knowledge.end_write(effect.written, effect.change);
        for (const FeatureId feature : feature_ids) {
            INFO(name_of(effect.written) << " alters " << name_of(feature));
            const bool is_altered = effect.altered.contains(feature);
            CHECK((other.proven(feature) == nullptr) == is_altered);
            CHECK(other.written_to(feature) == is_altered);
        }
        CHECK(bench.knowledge.proven(effect.written) != nullptr);
    }
}

TEST_CASE("A write ends without an error when its mark cannot be written", "[knowledge]") {
    Bench bench;
    bench.knowledge.begin_write(FeatureId::History, Change::Add);
    bench.files.before = [](const test::FileCall& call) {
        return call.operation == "write" || call.operation == "unlink" ? ENOSPC : 0;
    };
    bench.knowledge.end_write(FeatureId::History, Change::Add);
    CHECK(bench.knowledge.proven(FeatureId::History) == nullptr);
}

TEST_CASE("A proof needs a write mark that shows the writes of other processes", "[knowledge]") {
    Bench bench;
    std::filesystem::remove_all(bench.temp / "state/cache");
    CHECK(bench.knowledge.proven(FeatureId::History) == nullptr);
}

TEST_CASE("Without a folder a proof stays valid after own writes", "[knowledge]") {
    Bench bench;
    Knowledge alone(bench.wire.api, nullptr, "rules", bench.wire.clock, bench.wire.log);
    alone.open("me", true);
    alone.prove(FeatureId::History, nullptr);
    alone.begin_write(FeatureId::History, Change::Add);
    CHECK(alone.proven(FeatureId::History) != nullptr);
}

TEST_CASE("A write is not sent when its write mark cannot be set", "[knowledge]") {
    Bench bench;
    bench.files.before = [](const test::FileCall& call) {
        return call.operation == "write" || call.operation == "unlink" ? EROFS : 0;
    };
    const Error error = test::thrown_by([&] { bench.knowledge.begin_write(FeatureId::History, Change::Add); });
    CHECK(test::outline(error) == "HOST state_unwritable");
}

}  // namespace mod_trakt::knowledge_test
