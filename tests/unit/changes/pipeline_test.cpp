// The steps of a write, with a feature made for the tests.
#include "changes/pipeline.hpp"

#include <catch2/catch.hpp>
#include <functional>
#include <list>
#include <utility>

#include "tests/support/thrown.hpp"
#include "unit/changes/wired_context.hpp"

namespace mod_trakt::pipeline_test {

using changes::Intent;
using changes::Piece;
using changes::Verdict;
using http::Outcome;
using test::answer;

namespace {

// Titles by tmdb id. The body lists these ids, each with "=" and its rating if it has one; "s" stands for a title that
// is not a movie.
class Movies final : public changes::FeatureWriter {
public:
    explicit Movies(Change change = Change::Add) : FeatureWriter(FeatureId::Watchlist, change) {}

    std::variant<Intent, Rejection> translate(const changes::WriteInput& input) const override {
        auto title = watchlist_ref(*input.item);
        if (auto* why = std::get_if<Rejection>(&title)) return *why;
        Intent intent;
        intent.title = std::get<MediaRef>(title);
        intent.rating = rating_of(input.item->rating);
        return intent;
    }
    void take_values(Intent& first, const Intent& later) const override { first.rating = later.rating; }
    changes::Held read_back(std::span<const Intent> intents) override {
        asked.push_back(intents.size());
        return asked.size() == 1 ? first_look : second_look;
    }
    changes::Held recall() const override { return recalled; }
    std::optional<Verdict> verdict_unsent(const Intent& intent, const changes::Held& held) const override {
        const bool is_there = held.is_certain && intent.held.is_held();
        return is_there ? std::optional(Verdict::Existing) : std::nullopt;
    }
    std::optional<changes::Room> room(const changes::Held& held) const override {
        if (!limit || !held.holdings) return std::nullopt;
        return changes::Room{*limit - static_cast<std::int64_t>(held.holdings->size()), *limit};
    }
    std::size_t request_group_count() const noexcept override { return 2; }
    std::size_t request_group_of(const Intent& intent) const override { return intent.rating == 9 ? 1 : 0; }
    std::string body(std::span<const Piece> pieces) const override {
        if (on_body) on_body();
        std::string text;
        for (const Piece& piece : pieces) {
            const auto* movie = std::get_if<MovieRef>(&piece.intent->title);
            text += movie != nullptr ? std::string(movie->ids.get(IdKey::Tmdb)) : "s";
            if (piece.intent->rating) text += "=" + std::to_string(*piece.intent->rating);
            text += ' ';
        }
        return text;
    }
    std::optional<MediaRef> other_name(const Intent&) const override { return other; }
    Verdict expected(const Intent&) const override { return Verdict::Added; }
    bool note(account::Proof& proof, const Intent& intent, Verdict verdict) const override {
        if (verdict == Verdict::Added) proof.added.add(intent.name, {});
        return true;
    }
    bool is_satisfied(const Intent& intent, const account::Holdings& now) const override {
        return now.match(intent.name).is_held() == (change() == Change::Add);
    }
    void after_adding(std::span<const Intent* const> list, changes::WriteReport&) override {
        for (const Intent* intent : list) added.push_back(intent->input);
    }

    changes::Held first_look, second_look, recalled;
    std::optional<std::int64_t> limit;
    std::optional<MediaRef> other;
    std::function<void()> on_body;
    std::vector<std::size_t> asked;  // number of intents of each read_back()
    std::vector<std::size_t> added;
};

std::string movies(std::initializer_list<const char*> ids) {
    std::string items = "[";
    for (const char* id : ids)
        items += std::string(items.size() > 1 ? "," : "") + R"({"type":"movie","ids":{"tmdb":)" + id + "}}";
    return items + "]";
}

struct Bench : test::WiredContext {
    explicit Bench(const std::string& items, std::vector<Outcome> outcomes = {})
        : WiredContext(std::move(outcomes)),
          inputs(changes::parse_items(items, document, options.keys)),
          report(inputs) {
        options.of(FeatureId::Watchlist).chunk = 3;
    }

    // The account holds these movies.
    changes::Held held(std::initializer_list<const char*> ids, bool is_certain = true) {
        changes::Held held{account::Holdings(), is_certain};
        json::Document& own = documents.emplace_back();
        for (const changes::WriteInput& input : changes::parse_items(movies(ids), own, options.keys))
            held.holdings->add(title_name(*input.item), {});
        return held;
    }
    void run(Movies& movies) { changes::run_write(movies, inputs, context, scope, report); }
    // "added existing -": a dash is an input without a verdict.
    std::string verdicts() {
        std::string text;
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            const auto verdict = report.verdict(i);
            (text += i > 0 ? " " : "") += verdict ? changes::verdict_name(*verdict) : "-";
        }
        return text;
    }
    std::vector<std::string> bodies() const {
        std::vector<std::string> list;
        for (const auto& sent : wire.transport.sent) list.push_back(sent.request.body);
        return list;
    }

    json::Document document;
    std::list<json::Document> documents;
    std::vector<changes::WriteInput> inputs;
    changes::WriteReport report;
};

Outcome added(int movies) { return answer(201, R"({"added":{"movies":)" + std::to_string(movies) + "}}"); }

using Bodies = std::vector<std::string>;

}  // namespace

TEST_CASE("Inputs that the account certainly holds need no request, and the rest is sent in chunks", "[pipeline]") {
    Bench bench(movies({"1", "2", "3", "4", "5"}), {added(3), added(1)});
    Movies writer;
    writer.first_look = bench.held({"2"});
    bench.run(writer);
    CHECK(bench.verdicts() == "added existing added added added");
    CHECK(bench.bodies() == Bodies{"1 3 4 ", "5 "});
    CHECK(bench.knowledge.written_to(FeatureId::Watchlist));
    CHECK(writer.added == std::vector<std::size_t>{0, 2, 3, 4});
}

TEST_CASE("Inputs that cannot be sent get their verdict at once; without other inputs no request is sent",
          "[pipeline]") {
    Bench bench(R"([7, {"type":"movie"}])");
    Movies writer;
    bench.run(writer);
    CHECK(bench.verdicts() == "rejected rejected");
    CHECK_FALSE(bench.knowledge.written_to(FeatureId::Watchlist));
    CHECK(writer.asked.empty());
}

TEST_CASE("Equal inputs are one intent with the later one's value, and share its verdict", "[pipeline]") {
    Bench bench(R"([{"type":"movie","ids":{"tmdb":1},"rating":5},{"type":"movie","ids":{"tmdb":2}},
                    {"type":"movie","ids":{"tmdb":1},"rating":7}])",
                {added(2)});
    Movies writer;
    bench.run(writer);
    CHECK(bench.bodies() == Bodies{"1=7 2 "});
    bench.report.conclude();
    CHECK(bench.verdicts() == "added added added");
}

TEST_CASE("Groups of intents never share a request", "[pipeline]") {
    Bench bench(R"([{"type":"movie","ids":{"tmdb":1},"rating":9},{"type":"movie","ids":{"tmdb":2}}])",
                {added(1), added(1)});
    Movies writer;
    bench.run(writer);
    CHECK(bench.bodies() == Bodies{"2 ", "1=9 "});
}

TEST_CASE("Intents are sent in the caller's order, as many as the list has room for", "[pipeline]") {
    Bench bench(movies({"1", "2", "3"}), {added(1)});
    Movies writer;
    writer.limit = 2;
    writer.first_look = bench.held({"9"});
    bench.run(writer);
    CHECK(bench.verdicts() == "added limit limit");
    CHECK(bench.bodies() == Bodies{"1 "});
}

TEST_CASE("No input is refused because of uncertain holdings; they are read again first", "[pipeline]") {
    Bench bench(movies({"1", "2"}), {added(2)});
    Movies writer;
    writer.limit = 2;
    writer.first_look = bench.held({"8", "9"}, false);
    writer.second_look = bench.held({}, true);
    bench.run(writer);
    CHECK(bench.verdicts() == "added added");
    CHECK(writer.asked == std::vector<std::size_t>{2, 2});
}

TEST_CASE("A dry run sends no request and shows what would be sent", "[pipeline]") {
    Bench bench(movies({"1", "2"}));
    bench.scope.dry_run = true;
    Movies writer;
    writer.recalled = bench.held({"2"});
    bench.run(writer);
    CHECK(bench.verdicts() == "added existing");
    CHECK(writer.asked.empty());
    CHECK(bench.bodies().empty());
    bench.report.conclude();
    CHECK(bench.report.render_dry_run().find(R"("requests":[{"method":"POST","path":"/sync/watchlist","body":1 }])") !=
          std::string::npos);
}

TEST_CASE("A dry run shows the inputs for which there is no room", "[pipeline]") {
    Bench bench(movies({"1", "2", "3"}));
    bench.scope.dry_run = true;
    Movies writer;
    writer.limit = 3;
    writer.recalled = bench.held({"3", "9"});
    bench.run(writer);
    CHECK(bench.verdicts() == "added limit existing");
    CHECK(bench.bodies().empty());
    bench.report.conclude();
    CHECK(bench.report.render_dry_run().find(R"("requests":[{"method":"POST","path":"/sync/watchlist","body":1 }])") !=
          std::string::npos);
}

TEST_CASE("A dry run without a snapshot has unknown verdicts", "[pipeline]") {
    Bench bench(movies({"1"}));
    bench.scope.dry_run = true;
    Movies writer;
    bench.run(writer);
    CHECK(bench.verdicts() == "unknown");
}

TEST_CASE("A title that Trakt does not know is tried by its other name, once", "[pipeline]") {
    const char* not_found = R"({"added":{"movies":1},"not_found":{"movies":[{"ids":{"tmdb":2}}]}})";
    Bench bench(movies({"1", "2"}),
                {answer(201, not_found),
                 answer(201, R"({"added":{"episodes":0},"not_found":{"episodes":[{"ids":{"tmdb":7}}]}})")});
    Movies writer;
    EpisodeRef other;
    other.ids.set(IdKey::Tmdb, "7");
    writer.other = other;
    bench.run(writer);
    CHECK(bench.verdicts() == "added not_found");
    CHECK(bench.bodies() == Bodies{"1 2 ", "s "});
}

TEST_CASE("Added titles are held afterwards", "[pipeline]") {
    Bench bench(movies({"1"}), {added(1)});
    account::Proof& proof = bench.knowledge.prove(FeatureId::Watchlist, nullptr);
    Movies writer;
    bench.run(writer);
    CHECK(proof.added.size() == 1);
}

TEST_CASE("After an uncertain verdict or an exception the handle forgets its proof of the feature", "[pipeline]") {
    SECTION("uncertain") {
        Bench bench(movies({"1"}), {answer(500, ""), answer(500, "")});
        bench.knowledge.prove(FeatureId::Watchlist, nullptr);
        Movies writer;
        bench.run(writer);
        CHECK(bench.verdicts() == "unknown");
        CHECK(bench.knowledge.proven(FeatureId::Watchlist) == nullptr);
    }
    SECTION("thrown before anything is sent") {
        Bench bench(movies({"1"}));
        bench.knowledge.prove(FeatureId::Watchlist, nullptr);
        Movies writer;
        writer.on_body = [] { throw std::bad_alloc(); };
        CHECK_THROWS_AS(bench.run(writer), std::bad_alloc);
        CHECK(bench.verdicts() == "-");
        CHECK(bench.knowledge.proven(FeatureId::Watchlist) == nullptr);
    }
}

TEST_CASE("A failure in the middle keeps earlier verdicts, and after_adding() gets what was added", "[pipeline]") {
    Bench bench(movies({"1", "2", "3", "4"}), {added(3), test::lost(http::TransportError::Kind::Timeout),
                                               test::lost(http::TransportError::Kind::Timeout)});
    Movies writer;
    bench.run(writer);
    CHECK(bench.verdicts() == "added added added unknown");
    REQUIRE(bench.report.failure().has_value());
    CHECK(writer.added == std::vector<std::size_t>{0, 1, 2});
}

}  // namespace mod_trakt::pipeline_test
