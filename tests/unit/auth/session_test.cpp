// The tokens of a session: when they are refreshed, which ones win, and what is stored.
#include "auth/session.hpp"

#include <catch2/catch.hpp>

#include "tests/support/temp_folder.hpp"
#include "tests/support/thrown.hpp"
#include "tests/support/wire.hpp"

namespace mod_trakt::session_test {

using auth::StoredTokens;
using test::answer;
using test::lost;
using test::outline;
using test::thrown_by;

namespace {

// The content of a store, shared by the test and its sessions.
struct Shelf {
    std::optional<StoredTokens> tokens;
    int saves = 0;
    int locks = 0;
    bool refuse_saves = false;
    std::function<void()> on_lock;
    std::function<void()> on_save;
};

class TestStore final : public auth::CredentialStore {
public:
    explicit TestStore(Shelf& shelf) : shelf_(shelf) {}
    std::optional<StoredTokens> load() override { return shelf_.tokens; }
    void save(const StoredTokens& tokens) override {
        if (shelf_.on_save) shelf_.on_save();
        if (shelf_.refuse_saves) throw Failure(Status::Host, "token_not_saved", "test: the disk is full");
        ++shelf_.saves;
        shelf_.tokens = tokens;
    }
    std::unique_ptr<auth::StoreLock> lock(const CallScope&) override {
        ++shelf_.locks;
        if (shelf_.on_lock) shelf_.on_lock();
        return std::make_unique<auth::StoreLock>();
    }

private:
    Shelf& shelf_;
};

// A server that accepts one pair at a time: refresh tokens work once, as at Trakt.
struct Trakt {
    std::string access = "access-0";
    std::string refresh = "refresh-0";
    int generation = 0;
    int refreshes = 0;
    std::optional<http::Outcome> refresh_answer;  // if set, the answer to a refresh instead of a new pair

    http::Outcome operator()(const http::Request& request) {
        if (request.url.ends_with("/oauth/token")) {
            ++refreshes;
            if (refresh_answer) return *refresh_answer;
            if (request.body.find("\"" + refresh + "\"") == std::string::npos)
                return answer(400, test::fixture("errors/token_invalid_grant.json"));
            ++generation;
            access = "access-" + std::to_string(generation);
            refresh = "refresh-" + std::to_string(generation);
            return answer(200, R"({"access_token":")" + access + R"(","refresh_token":")" + refresh +
                                   R"(","expires_in":604800})");
        }
        return request.headers.get("authorization") == "Bearer " + access ? answer(200, "[1]") : answer(401);
    }
};

auth::ConfiguredLogin configured(std::int64_t expires_at_ms = 0) {
    return {Secret("access-0"), Secret("refresh-0"), expires_at_ms};
}

struct Bench {
    explicit Bench(auth::ConfiguredLogin login = configured(), trakt::ApiOptions options = test::test_options())
        : session(options, std::move(login), std::make_unique<TestStore>(shelf), wire.clock, wire.log),
          api(wire.client, session, options) {}

    Error get() {
        return thrown_by([&] { api.get("/x", wire.scope()); });
    }
    std::string bearer() { return std::string(session.bearer(wire.oauth, wire.scope()).reveal()); }

    Trakt trakt;
    Shelf shelf;
    test::Wire wire{[this](const http::Request& request) { return trakt(request); }};
    auth::Session session;
    trakt::Api api;
};

trakt::ApiOptions without(std::string trakt::ApiOptions::*member) {
    trakt::ApiOptions options = test::test_options();
    (options.*member).clear();
    return options;
}

}  // namespace

TEST_CASE("A valid token is used without taking the lock", "[session]") {
    Bench bench;
    CHECK(outline(bench.get()) == "OK ");
    CHECK(bench.shelf.locks == 0);
    CHECK(bench.trakt.refreshes == 0);
}

TEST_CASE("A token is refreshed two minutes before it expires, not earlier", "[session]") {
    const std::int64_t now = test::FakeClock().unix_ms();
    Bench early(configured(now + 120'001));
    CHECK(early.bearer() == "access-0");
    Bench late(configured(now + 120'000));
    CHECK(late.bearer() == "access-1");
    Bench ended(configured(now - 1));
    CHECK(ended.bearer() == "access-1");
    // The new pair has a long lifetime, so it is not refreshed again.
    CHECK(ended.bearer() == "access-1");
    CHECK(ended.trakt.refreshes == 1);
    ended.wire.clock.advance(604'800'000 - 120'000);
    CHECK(ended.bearer() == "access-2");
}

TEST_CASE("A token with a lifetime below the margin is used, not refreshed on every call", "[session]") {
    Bench bench(configured(1000));
    bench.trakt.refresh_answer = answer(200, R"({"access_token":"short","refresh_token":"r","expires_in":60})");
    CHECK(bench.bearer() == "short");
    for (int i = 0; i < 5; ++i) CHECK(bench.bearer() == "short");
    CHECK(bench.trakt.refreshes == 1);
}

TEST_CASE("A token with an unknown expiry time is used until Trakt refuses it", "[session]") {
    Bench bench;
    bench.wire.clock.advance(10 * 604'800'000LL);
    CHECK(bench.bearer() == "access-0");
}

TEST_CASE("After a 401 the pair is refreshed once and the call continues", "[session]") {
    Bench bench;
    bench.trakt.access = "changed by another process";
    CHECK(outline(bench.get()) == "OK ");
    CHECK(bench.trakt.refreshes == 1);
    CHECK(bench.shelf.locks == 1);
    CHECK(bench.shelf.tokens->access_token.reveal() == "access-1");
    CHECK(bench.shelf.tokens->refresh_token.reveal() == "refresh-1");
    CHECK(bench.shelf.tokens->expires_at_ms == bench.wire.clock.unix_ms() + 604'800'000);
    CHECK(bench.shelf.tokens->origin == bench.session.origin());
}

TEST_CASE("The new pair is saved before the first request with it is sent", "[session]") {
    Bench bench;
    bench.trakt.access = "another";
    std::size_t sent_at_save = 0;
    bench.shelf.on_save = [&] { sent_at_save = bench.wire.transport.sent.size(); };
    CHECK(outline(bench.get()) == "OK ");
    CHECK(bench.wire.requests() == std::vector<std::string>{"GET /x", "POST /oauth/token", "GET /x"});
    CHECK(sent_at_save == 2);
    CHECK(bench.shelf.saves == 1);
}

TEST_CASE("After an answer without a refresh token the old one is kept", "[session]") {
    Bench bench(configured(1000));
    bench.trakt.refresh_answer = answer(200, R"({"access_token":"new"})");
    CHECK(bench.bearer() == "new");
    CHECK(bench.shelf.tokens->refresh_token.reveal() == "refresh-0");
    CHECK(bench.shelf.tokens->expires_at_ms == 0);
}

TEST_CASE("A pair that another process has stored meanwhile is used, and nothing is refreshed", "[session]") {
    Bench bench;
    bench.trakt.access = "theirs";
    bench.shelf.on_lock = [&] {
        StoredTokens theirs;
        theirs.access_token = Secret("theirs");
        theirs.refresh_token = Secret("their-refresh");
        theirs.origin = bench.session.origin();
        bench.shelf.tokens = theirs;
    };
    CHECK(outline(bench.get()) == "OK ");
    CHECK(bench.trakt.refreshes == 0);
    CHECK(bench.shelf.saves == 0);
    CHECK(bench.bearer() == "theirs");
}

TEST_CASE("A pair that another login has stored is not used", "[session]") {
    Bench bench;
    bench.trakt.access = "gone";
    StoredTokens other;
    other.access_token = Secret("of-another-login");
    other.refresh_token = Secret("their-refresh");
    other.origin = "another-origin";
    bench.shelf.tokens = other;
    CHECK(outline(bench.get()) == "OK ");
    CHECK(bench.bearer() == "access-1");
}

TEST_CASE("After Trakt has ended a login, nothing more is sent until it is configured again", "[session]") {
    Bench bench;
    bench.trakt.access = "gone";
    bench.trakt.refresh = "gone";
    CHECK(outline(bench.get()) == "UNAUTHENTICATED needs_login");
    const std::size_t sent = bench.wire.transport.sent.size();
    for (int i = 0; i < 3; ++i) CHECK(outline(bench.get()) == "UNAUTHENTICATED needs_login");
    CHECK(bench.wire.transport.sent.size() == sent);
    CHECK(bench.shelf.saves == 0);  // and the store is unchanged
    CHECK(bench.wire.log.count("token_refresh_failed") == 1);
}

TEST_CASE("After a refresh that fails for another reason, the next call tries again", "[session]") {
    for (const auto& [outcome, expected] : std::vector<std::pair<http::Outcome, std::string>>{
             {answer(503), "REMOTE server_fault"},
             {answer(429, "", {{"Retry-After", "900"}}), "RATE_LIMITED rate_limited"},
             {answer(400), "REMOTE refused"},
             {answer(403, "<html>"), "FORBIDDEN blocked_by_edge"},
             {lost(http::TransportError::Kind::Timeout), "NETWORK timeout"}}) {
        Bench bench;
        bench.trakt.access = "gone";
        bench.trakt.refresh_answer = outcome;
        CHECK(outline(bench.get()) == expected);
        bench.trakt.refresh_answer.reset();
        bench.wire.clock.advance(1'000'000);
        CHECK(outline(bench.get()) == "OK ");
    }
}

TEST_CASE("Without a client secret tokens are also refreshed", "[session]") {
    trakt::ApiOptions options = test::test_options();
    options.client_secret = Secret();
    Bench early(configured(1000), options);
    CHECK(early.bearer() == "access-1");
    Bench refused(configured(), options);
    refused.trakt.access = "gone";
    CHECK(outline(refused.get()) == "OK ");
    CHECK(refused.trakt.refreshes == 1);
}

TEST_CASE("A refused token without a refresh token is the failure token_expired", "[session]") {
    Bench no_refresh({Secret("access-0"), Secret(), 0});
    no_refresh.trakt.access = "gone";
    CHECK(outline(no_refresh.get()) == "UNAUTHENTICATED token_expired");
    CHECK(no_refresh.trakt.refreshes == 0);
}

TEST_CASE("Without client id or token nothing is sent", "[session]") {
    Bench no_client(configured(), without(&trakt::ApiOptions::client_id));
    CHECK(outline(no_client.get()) == "UNAUTHENTICATED needs_login");
    Bench no_token(auth::ConfiguredLogin{});
    CHECK(outline(no_token.get()) == "UNAUTHENTICATED needs_login");
    CHECK(no_client.wire.transport.sent.empty());
    CHECK(no_token.wire.transport.sent.empty());
}

TEST_CASE("A refresh token without an access token is enough", "[session]") {
    Bench bench({Secret(), Secret("refresh-0"), 0});
    CHECK(outline(bench.get()) == "OK ");
    CHECK(bench.bearer() == "access-1");
}

TEST_CASE("A pair that could not be saved fails the call, and the next call uses it from memory", "[session]") {
    Bench bench;
    bench.trakt.access = "gone";
    bench.shelf.refuse_saves = true;
    CHECK(outline(bench.get()) == "HOST token_not_saved");
    CHECK(bench.trakt.refreshes == 1);
    CHECK(bench.wire.log.count("token_not_saved") == 1);
    CHECK(outline(bench.get()) == "OK ");
    CHECK(bench.bearer() == "access-1");
    CHECK(bench.trakt.refreshes == 1);
}

TEST_CASE("A pair that could not be saved is not replaced by the former one in the store", "[session]") {
    Bench bench;
    bench.trakt.access = "gone";
    CHECK(outline(bench.get()) == "OK ");  // access-1 is in the store
    bench.shelf.refuse_saves = true;
    bench.trakt.access = "gone again";
    CHECK(outline(bench.get()) == "HOST token_not_saved");  // access-2 is only in memory
    CHECK(outline(bench.get()) == "OK ");
    bench.shelf.refuse_saves = false;
    bench.trakt.access = "and again";
    CHECK(outline(bench.get()) == "OK ");
    CHECK(bench.bearer() == "access-3");
    CHECK(bench.shelf.tokens->access_token.reveal() == "access-3");
}

TEST_CASE("Stored tokens have priority over the configured ones from which they were refreshed", "[session]") {
    StoredTokens stored;
    stored.access_token = Secret("access-7");
    stored.refresh_token = Secret("refresh-7");
    SECTION("of this login") {
        Bench bench;
        stored.origin = bench.session.origin();
        bench.shelf.tokens = stored;
        CHECK(bench.bearer() == "access-7");
    }
    SECTION("not of another login: newly configured tokens count") {
        Bench bench;
        stored.origin = "older login";
        bench.shelf.tokens = stored;
        CHECK(bench.bearer() == "access-0");
    }
    SECTION("of any origin when none are configured") {
        Bench bench(auth::ConfiguredLogin{});
        stored.origin = "whatever";
        bench.shelf.tokens = stored;
        CHECK(bench.bearer() == "access-7");
        bench.trakt.refresh = "refresh-7";
        CHECK(outline(bench.get()) == "OK ");  // and they can be refreshed
        CHECK(bench.shelf.tokens->origin == "whatever");
    }
}

TEST_CASE("origin() changes with the configured login, not with a refresh, and reveals no token", "[session]") {
    const Bench one;
    Bench refreshed(configured(1000));
    refreshed.bearer();
    const Bench other({Secret("access-0"), Secret("another"), 0});
    trakt::ApiOptions elsewhere = test::test_options();
    elsewhere.api_url = "http://127.0.0.1:1";
    const Bench server(configured(), elsewhere);
    CHECK(one.session.origin() == refreshed.session.origin());
    CHECK(one.session.origin() != other.session.origin());
    CHECK(one.session.origin() != server.session.origin());
    CHECK(one.session.origin().size() == 16);
}

TEST_CASE("The log contains no token", "[session]") {
    Bench bench;
    bench.trakt.access = "gone";
    bench.shelf.refuse_saves = true;
    bench.get();
    bench.trakt.refresh = "gone";
    bench.trakt.access = "gone";
    bench.get();
    REQUIRE_FALSE(bench.wire.log.lines.empty());
    for (const std::string& line : bench.wire.log.lines) {
        CHECK(line.find("access-") == std::string::npos);
        CHECK(line.find("refresh-") == std::string::npos);
        CHECK(line.find("secret-of") == std::string::npos);
    }
}

}  // namespace mod_trakt::session_test
