// Which title an intent means, and by which ids it is sent.
#include "changes/title_resolver.hpp"

#include <catch2/catch.hpp>

#include <list>
#include <string>
#include <utility>

#include "changes/write_input.hpp"
#include "unit/changes/wired_context.hpp"

namespace mod_trakt::title_resolver_test {

using changes::Intent;
using changes::Verdict;
using test::answer;

namespace {

std::string ids_in(const MediaRef& ref) {
    std::string text;
    json::Writer writer(text);
    std::visit(
        [&](const auto& media) {
            if constexpr (requires { media.show; })
                media.show.write(writer);
            else
                media.ids.write(writer);
        },
        ref);
    return text;
}

struct Bench : test::WiredContext {
    explicit Bench(std::vector<http::Outcome> outcomes = {}) : WiredContext(std::move(outcomes)) {}

    void hold(const char* item, std::int64_t history_id = 0) {
        holdings.add(name_of(item), {.history_id = history_id, .watched_ms = 0, .rating = 0, .rated_ms = {}});
    }
    TitleName name_of(const char* item) {
        json::Document& document = documents.emplace_back();
        return title_name(*changes::parse_items(std::string("[") + item + "]", document, options.keys).front().item);
    }
    Intent intent_of(const char* item) {
        json::Document& document = documents.emplace_back();
        const auto inputs = changes::parse_items(std::string("[") + item + "]", document, options.keys);
        Intent intent;
        intent.title = std::get<MediaRef>(watchlist_ref(*inputs.front().item));
        intent.name = title_name(*inputs.front().item);
        return intent;
    }
    std::vector<std::string> asked() const { return wire.requests(); }
    // Adds and removes a title that is not held, and checks what is sent.
    template <typename Check>
    void check_sent_by(const char* item, const char* ids, Check&& check_intent) {
        for (changes::TitleResolver* resolver : {&adding, &removing}) {
            INFO(item);
            Intent intent = intent_of(item);
            CHECK_FALSE(resolver->resolve(intent, holdings));
            CHECK_FALSE(intent.held.is_held());
            CHECK(ids_in(intent.title) == ids);
            check_intent(intent);
        }
    }

    std::list<json::Document> documents;
    account::Holdings holdings;
    changes::TitleResolver adding{context, scope, Change::Add};
    changes::TitleResolver removing{context, scope, Change::Remove};
};

const char* movie_1 = R"({"type":"movie","ids":{"trakt":1,"imdb":"tt1","tmdb":5}})";
const char* movie_2 = R"({"type":"movie","ids":{"trakt":2,"imdb":"tt1","tmdb":6}})";
const char* by_shared_id = R"({"type":"movie","ids":{"imdb":"tt1"}})";

http::Outcome hits(const char* body) { return answer(200, body); }

}  // namespace

TEST_CASE("A held title is sent only by its Trakt id", "[resolver]") {
    Bench bench;
    bench.hold(movie_1);
    Intent intent = bench.intent_of(by_shared_id);
    CHECK_FALSE(bench.adding.resolve(intent, bench.holdings));
    CHECK(intent.held.is_held());
    CHECK(ids_in(intent.title) == R"({"trakt":"1"})");
    CHECK(bench.asked().empty());
}

TEST_CASE("A Trakt id is sent alone if another held title has one of the ids beside it", "[resolver]") {
    Bench bench;
    bench.hold(movie_1);
    Intent other = bench.intent_of(R"({"type":"movie","ids":{"trakt":9,"imdb":"tt1"}})");
    CHECK_FALSE(bench.adding.resolve(other, bench.holdings));
    CHECK_FALSE(other.held.is_held());
    CHECK(ids_in(other.title) == R"({"trakt":"9"})");
    Intent free = bench.intent_of(R"({"type":"movie","ids":{"trakt":9,"imdb":"tt9"}})");
    CHECK_FALSE(bench.adding.resolve(free, bench.holdings));
    CHECK(ids_in(free.title) == R"({"imdb":"tt9","trakt":"9"})");
}

TEST_CASE("The Trakt id of a show is sent alone if another held show has one of the ids beside it", "[resolver]") {
    Bench bench;
    bench.hold(R"({"type":"episode","ids":{"trakt":1},"show_ids":{"trakt":50,"imdb":"tt7"},"season":1,"episode":2})");
    for (const char* other : {R"({"type":"episode","show_ids":{"trakt":8,"imdb":"tt7"},"season":1,"episode":2})",
                              R"({"type":"season","show_ids":{"trakt":8,"imdb":"tt7"},"season":1})"})
        bench.check_sent_by(other, R"({"trakt":"8"})", [](const Intent& intent) { CHECK(intent.show_goes_alone); });
    Intent free = bench.intent_of(R"({"type":"season","show_ids":{"trakt":8,"imdb":"tt9"},"season":1})");
    CHECK_FALSE(bench.adding.resolve(free, bench.holdings));
    CHECK(ids_in(free.title) == R"({"imdb":"tt9","trakt":"8"})");
    CHECK_FALSE(free.show_goes_alone);
}

TEST_CASE("The Trakt id of a show is sent alone if an id beside it is an alias of another show", "[resolver]") {
    Bench bench;
    account::Aliases& aliases = bench.knowledge.aliases();
    aliases.learn(MediaType::Show, IdKey::Imdb, "tt7", 50, account::Aliases::Source::Search);
    Intent intent = bench.intent_of(R"({"type":"episode","show_ids":{"trakt":8,"imdb":"tt7"},"season":1,"episode":2})");
    bench.removing.apply_aliases(intent);
    CHECK_FALSE(bench.removing.resolve(intent, bench.holdings));
    CHECK(ids_in(intent.title) == R"({"trakt":"8"})");
    // A show that was merged into another one goes by the other's id.
    aliases.learn(MediaType::Show, IdKey::Trakt, "8", 9, account::Aliases::Source::Search);
    Intent merged = bench.intent_of(R"({"type":"season","show_ids":{"trakt":8,"imdb":"tt8"},"season":1})");
    bench.adding.apply_aliases(merged);
    CHECK_FALSE(bench.adding.resolve(merged, bench.holdings));
    CHECK(ids_in(merged.title) == R"({"trakt":"9"})");
}

TEST_CASE("A title in a held show is sent only by that show's Trakt id", "[resolver]") {
    Bench bench;
    // Another show, which is not held, has this imdb id too.
    bench.hold(R"({"type":"episode","ids":{"trakt":1},"show_ids":{"trakt":50,"imdb":"tt7"},"season":1,"episode":1})");
    for (const char* item : {R"({"type":"episode","show_ids":{"imdb":"tt7"},"season":1,"episode":2})",
                             R"({"type":"season","show_ids":{"imdb":"tt7"},"season":1})"})
        bench.check_sent_by(item, R"({"trakt":"50"})",
                            [](const Intent& intent) { CHECK(intent.name.show.get(IdKey::Trakt) == "50"); });
    CHECK(bench.asked().empty());
}

TEST_CASE("While the account cannot be read, a removal needs a Trakt id that is certain", "[resolver]") {
    Bench bench;
    const Error why{Status::Network, "timeout", "no answer"};
    Intent by_other_id = bench.intent_of(by_shared_id);
    const auto not_sent = bench.removing.resolve_unread(by_other_id, why);
    REQUIRE(not_sent);
    CHECK(not_sent->verdict == Verdict::Deferred);
    CHECK(not_sent->hint == "timeout");
    CHECK_FALSE(bench.adding.resolve_unread(by_other_id, why));
    CHECK(ids_in(by_other_id.title) == R"({"imdb":"tt1"})");
    for (changes::TitleResolver* resolver : {&bench.adding, &bench.removing}) {
        Intent intent = bench.intent_of(movie_1);
        CHECK_FALSE(resolver->resolve_unread(intent, why));
        CHECK(ids_in(intent.title) == R"({"trakt":"1"})");
    }
    // Its Trakt id was learnt by elimination.
    Intent by_elimination = bench.intent_of(movie_1);
    by_elimination.is_by_elimination = true;
    CHECK(bench.removing.resolve_unread(by_elimination, why));
}

TEST_CASE("A search decides between titles that share an id, once for each id", "[resolver]") {
    Bench bench({hits(R"([{"type":"show","show":{"ids":{"trakt":7}}},{"type":"movie","movie":{"ids":{"trakt":2}}}])")});
    bench.hold(movie_1);
    bench.hold(movie_2);
    Intent intent = bench.intent_of(by_shared_id);
    CHECK_FALSE(bench.removing.resolve(intent, bench.holdings));
    CHECK(bench.asked() == std::vector<std::string>{"GET /search/imdb/tt1?type=movie"});
    CHECK(ids_in(intent.title) == R"({"trakt":"2"})");
    REQUIRE(intent.held.is_held());

    Intent again = bench.intent_of(by_shared_id);
    bench.adding.apply_aliases(again);
    CHECK_FALSE(bench.adding.resolve(again, bench.holdings));
    CHECK(ids_in(again.title) == R"({"trakt":"2"})");
    CHECK(bench.asked().size() == 1);
}

TEST_CASE("If a search does not decide, the input is rejected, and the titles are named", "[resolver]") {
    const char* none = "[]";
    const char* both = R"([{"type":"movie","movie":{"ids":{"trakt":1}}},{"type":"movie","movie":{"ids":{"trakt":2}}}])";
    const char* unreadable = R"([{"type":"movie","movie":{"ids":{}}}])";
    for (const char* body : {none, both, unreadable, "{}"}) {
        INFO(body);
        Bench bench({hits(body), hits(body), hits(body), hits(body)});
        bench.hold(movie_1);
        bench.hold(movie_2);
        for (changes::TitleResolver* resolver : {&bench.adding, &bench.removing}) {
            Intent intent = bench.intent_of(by_shared_id);
            const auto why = resolver->resolve(intent, bench.holdings);
            REQUIRE(why);
            CHECK(why->verdict == Verdict::Rejected);
            CHECK(why->hint == "ambiguous ids");
            CHECK(why->message.find("movie trakt 1 imdb tt1 tmdb 5; movie trakt 2 imdb tt1 tmdb 6") !=
                  std::string::npos);
        }
    }
}

TEST_CASE("A search that Trakt refuses leaves its title undecided, and the call continues", "[resolver]") {
    for (const int status : {403, 500}) {
        INFO(status);
        Bench bench({answer(status), answer(status), answer(status)});
        bench.hold(movie_1);
        bench.hold(movie_2);
        Intent intent = bench.intent_of(by_shared_id);
        const auto why = bench.adding.resolve(intent, bench.holdings);
        REQUIRE(why);
        CHECK(why->hint == "ambiguous ids");
    }
    Bench locked({answer(423)});
    locked.hold(movie_1);
    locked.hold(movie_2);
    Intent intent = locked.intent_of(by_shared_id);
    CHECK_THROWS_AS(locked.adding.resolve(intent, locked.holdings), Failure);
}

TEST_CASE("A dry run does not search", "[resolver]") {
    Bench bench;
    bench.scope.dry_run = true;
    bench.hold(movie_1);
    bench.hold(movie_2);
    Intent intent = bench.intent_of(by_shared_id);
    const auto why = bench.removing.resolve(intent, bench.holdings);
    REQUIRE(why);
    CHECK(why->verdict == Verdict::Unknown);
    CHECK(why->hint == "search");
    CHECK(bench.asked().empty());
}

TEST_CASE("The history id of a play decides between titles", "[resolver]") {
    Bench bench;
    bench.hold(movie_1, 11);
    bench.hold(movie_2, 22);
    Intent intent = bench.intent_of(by_shared_id);
    intent.history_id = 22;
    CHECK_FALSE(bench.removing.resolve(intent, bench.holdings));
    CHECK(ids_in(intent.title) == R"({"trakt":"2"})");
    CHECK(bench.asked().empty());
}

TEST_CASE("An episode whose weaker ids name another title is added with a remark, and not removed", "[resolver]") {
    Bench bench;
    bench.hold(R"({"type":"episode","ids":{"trakt":1,"tmdb":7},"show_ids":{"trakt":50},"season":1,"episode":2})");
    const char* other = R"({"type":"episode","ids":{"tmdb":7},"show_ids":{"trakt":50},"season":1,"episode":3})";
    Intent added = bench.intent_of(other);
    CHECK_FALSE(bench.adding.resolve(added, bench.holdings));
    CHECK_FALSE(added.held.is_held());
    CHECK(std::get<EpisodeInShow>(added.title).episode == 3);
    CHECK(added.remark.find("episode trakt 1 tmdb 7 (season 1, episode 2 of show trakt 50)") != std::string::npos);
    Intent removed = bench.intent_of(other);
    const auto why = bench.removing.resolve(removed, bench.holdings);
    REQUIRE(why);
    CHECK(why->hint == "ambiguous ids");
}

TEST_CASE("An episode or season is added only by its own tvdb id if its weaker ids belong to a held title",
          "[resolver]") {
    Bench bench;
    bench.hold(
        R"({"type":"episode","ids":{"trakt":1,"tvdb":70,"tmdb":7},"show_ids":{"trakt":50},"season":1,"episode":2})");
    bench.hold(
        R"({"type":"season","ids":{"trakt":2,"tvdb":80,"tmdb":8,"imdb":"tt8"},"show_ids":{"trakt":50},"season":1})");
    bench.hold(R"({"type":"episode","ids":{"imdb":"tt9","tvdb":90}})");
    const auto sent_for = [&](const char* item) {
        Intent added = bench.intent_of(item);
        CHECK_FALSE(bench.adding.resolve(added, bench.holdings));
        CHECK_FALSE(added.held.is_held());
        CHECK_FALSE(added.remark.empty());
        Intent removed = bench.intent_of(item);
        const auto why = bench.removing.resolve(removed, bench.holdings);
        CHECK((why && why->hint == "ambiguous ids"));
        return ids_in(added.title);
    };
    CHECK(sent_for(R"({"type":"episode","ids":{"tvdb":71,"tmdb":7}})") == R"({"tvdb":"71"})");
    CHECK(sent_for(R"({"type":"episode","ids":{"tvdb":71,"tmdb":7},"show_ids":{"trakt":50},"season":1,"episode":3})") ==
          R"({"tvdb":"71"})");
    CHECK(sent_for(R"({"type":"episode","ids":{"tvdb":71,"imdb":"tt9"}})") == R"({"tvdb":"71"})");
    CHECK(sent_for(R"({"type":"season","ids":{"tvdb":81,"tmdb":8}})") == R"({"tvdb":"81"})");
    CHECK(sent_for(R"({"type":"season","ids":{"tvdb":81,"imdb":"tt8"},"show_ids":{"trakt":50},"season":2})") ==
          R"({"tvdb":"81"})");
    Intent free = bench.intent_of(R"({"type":"episode","ids":{"tvdb":71,"tmdb":77}})");
    CHECK_FALSE(bench.adding.resolve(free, bench.holdings));
    CHECK(ids_in(free.title) == R"({"tmdb":"77","tvdb":"71"})");
}

TEST_CASE("A title that was added by its own tvdb id is sent only by it while another title has its weaker ids",
          "[resolver]") {
    Bench bench;
    const char* added = R"({"type":"season","ids":{"tvdb":81,"tmdb":8}})";
    bench.hold(added);
    for (const char* sent : {R"({"tmdb":"8","tvdb":"81"})", R"({"tvdb":"81"})"}) {
        for (changes::TitleResolver* resolver : {&bench.adding, &bench.removing}) {
            Intent intent = bench.intent_of(added);
            CHECK_FALSE(resolver->resolve(intent, bench.holdings));
            CHECK(intent.held.is_held());
            CHECK(ids_in(intent.title) == sent);
        }
        bench.hold(R"({"type":"season","ids":{"trakt":2,"tvdb":80,"tmdb":8},"show_ids":{"trakt":50},"season":1})");
    }
}

TEST_CASE("A show that may be one of several held shows is searched, and then sent only by its Trakt id",
          "[resolver]") {
    Bench bench({hits(R"([{"type":"show","show":{"ids":{"trakt":51}}}])")});
    bench.hold(R"({"type":"episode","ids":{"trakt":1},"show_ids":{"trakt":50,"tmdb":5},"season":1,"episode":2})");
    bench.hold(R"({"type":"episode","ids":{"trakt":2},"show_ids":{"trakt":51,"tmdb":5},"season":1,"episode":3})");
    Intent intent = bench.intent_of(R"({"type":"episode","show_ids":{"tmdb":5},"season":1,"episode":2})");
    CHECK_FALSE(bench.adding.resolve(intent, bench.holdings));
    CHECK(bench.asked() == std::vector<std::string>{"GET /search/tmdb/5?type=show"});
    CHECK_FALSE(intent.held.is_held());
    CHECK(ids_in(intent.title) == R"({"trakt":"51"})");
}

TEST_CASE("A play whose id several titles have is sent, unless the account may have it under one of them",
          "[resolver]") {
    const auto verdict_beside = [](const char* held_title) -> std::optional<Verdict> {
        Bench bench(
            {hits(R"([{"type":"movie","movie":{"ids":{"trakt":8}}},{"type":"movie","movie":{"ids":{"trakt":9}}}])")});
        json::Document document;
        const auto inputs = changes::parse_items(std::string("[") + by_shared_id + "]", document, bench.options.keys);
        Intent intent = bench.intent_of(by_shared_id);
        intent.item = &*inputs.front().item;
        intent.minute_ms = 60'000;
        const account::HeldPlay play{60'000, bench.name_of(held_title), {}};
        const auto why = bench.adding.rule_out_alias(intent, bench.holdings, {&play, 1});
        CHECK(bench.asked().size() == 1);
        if (why) CHECK(why->hint == "ambiguous ids");
        return why ? std::optional(why->verdict) : std::nullopt;
    };
    CHECK_FALSE(verdict_beside(R"({"type":"movie","ids":{"trakt":7}})"));
    CHECK(verdict_beside(R"({"type":"movie","ids":{"trakt":9}})") == Verdict::Rejected);
}

TEST_CASE("When a call has made all its searches, the rest is deferred", "[resolver]") {
    std::vector<http::Outcome> outcomes;
    for (int i = 0; i < 100; ++i) outcomes.push_back(hits("[]"));
    Bench bench(std::move(outcomes));
    std::vector<std::string> items;
    for (int i = 0; i < 101; ++i) {
        const std::string imdb = "tt" + std::to_string(1000 + i);
        for (const int trakt : {2 * i + 1, 2 * i + 2})
            bench.hold((R"({"type":"movie","ids":{"trakt":)" + std::to_string(trakt) + R"(,"imdb":")" + imdb + "\"}}")
                           .c_str());
        items.push_back(R"({"type":"movie","ids":{"imdb":")" + imdb + "\"}}");
    }
    for (int i = 0; i < 101; ++i) {
        Intent intent = bench.intent_of(items[static_cast<std::size_t>(i)].c_str());
        const auto why = bench.adding.resolve(intent, bench.holdings);
        REQUIRE(why);
        CHECK(why->hint == std::string(i < 100 ? "ambiguous ids" : "unresolved alias"));
        CHECK(why->verdict == (i < 100 ? Verdict::Rejected : Verdict::Deferred));
    }
}

TEST_CASE("An item is deferred, not rejected, if no search was left for its second id", "[resolver]") {
    std::vector<http::Outcome> outcomes;
    for (int i = 0; i < 100; ++i) outcomes.push_back(hits("[]"));
    Bench bench(std::move(outcomes));
    for (int i = 0; i < 99; ++i) {
        const std::string imdb = "tt" + std::to_string(1000 + i);
        for (const int trakt : {2 * i + 10, 2 * i + 11})
            bench.hold((R"({"type":"movie","ids":{"trakt":)" + std::to_string(trakt) + R"(,"imdb":")" + imdb + "\"}}")
                           .c_str());
        Intent intent = bench.intent_of((R"({"type":"movie","ids":{"imdb":")" + imdb + "\"}}").c_str());
        REQUIRE(bench.removing.resolve(intent, bench.holdings));
    }
    bench.hold(R"({"type":"movie","ids":{"trakt":1,"imdb":"tt1"}})");
    bench.hold(R"({"type":"movie","ids":{"trakt":2,"tmdb":2}})");
    Intent intent = bench.intent_of(R"({"type":"movie","ids":{"imdb":"tt1","tmdb":2}})");
    const auto why = bench.removing.resolve(intent, bench.holdings);
    REQUIRE(why);
    CHECK(bench.asked().size() == 100);
    CHECK(why->hint == "unresolved alias");
    CHECK(why->verdict == Verdict::Deferred);

    // A removal that needs an alias which no search has confirmed.
    bench.knowledge.aliases().learn(MediaType::Movie, IdKey::Imdb, "tt9", 10, account::Aliases::Source::Elimination);
    Intent eliminated = bench.intent_of(R"({"type":"movie","ids":{"imdb":"tt9"}})");
    bench.removing.apply_aliases(eliminated);
    const auto by_elimination = bench.removing.resolve(eliminated, bench.holdings);
    REQUIRE(by_elimination);
    CHECK(by_elimination->hint == "unresolved alias");
    CHECK(by_elimination->verdict == Verdict::Deferred);
}

TEST_CASE("An id that no title had is searched again after seven days", "[resolver]") {
    Bench bench({hits("[]"), hits(R"([{"type":"movie","movie":{"ids":{"trakt":2}}}])")});
    bench.hold(movie_1);
    bench.hold(movie_2);
    for (int day = 0; day < 8; ++day) {
        Intent intent = bench.intent_of(by_shared_id);
        CHECK(bench.adding.resolve(intent, bench.holdings).has_value() == (day < 7));
        bench.wire.clock.advance(day_ms);
    }
    CHECK(bench.asked().size() == 2);
}

}  // namespace mod_trakt::title_resolver_test
