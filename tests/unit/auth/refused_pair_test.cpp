// A new pair of tokens that Trakt refuses, too: it is not refreshed, in any run.
#include <catch2/catch.hpp>

#include "auth/session.hpp"
#include "tests/support/thrown.hpp"
#include "tests/support/wire.hpp"

namespace mod_trakt::refused_pair_test {

using auth::StoredTokens;
using test::answer;
using test::outline;
using test::thrown_by;

namespace {

// The content of a store, shared by the test and its sessions.
struct Shelf {
    std::optional<StoredTokens> tokens;
};

class TestStore final : public auth::CredentialStore {
public:
    explicit TestStore(Shelf& shelf) : shelf_(shelf) {}
    std::optional<StoredTokens> load() override { return shelf_.tokens; }
    void save(const StoredTokens& tokens) override { shelf_.tokens = tokens; }
    std::unique_ptr<auth::StoreLock> lock(const CallScope&) override { return std::make_unique<auth::StoreLock>(); }

private:
    Shelf& shelf_;
};

auth::ConfiguredLogin configured(std::int64_t expires_at_ms = 0) {
    return {Secret("access-0"), Secret("refresh-0"), expires_at_ms};
}

// A server whose token endpoint gives a new pair each time, and whose API refuses each.
struct Refusing {
    int refreshes = 0;
    std::string accepted;  // the one token that the API accepts
    http::Outcome operator()(const http::Request& request) {
        if (!request.url.ends_with("/oauth/token"))
            return request.headers.get("authorization") == "Bearer " + accepted ? answer(200, "[1]") : answer(401);
        const std::string number = std::to_string(++refreshes);
        return answer(200, R"({"access_token":"new-)" + number + R"(","refresh_token":"refresh-)" + number +
                               R"(","expires_in":604800})");
    }
};

// One process; all share the store and the server.
struct Run {
    Run(Shelf& shelf, Refusing& server, auth::ConfiguredLogin login = configured())
        : wire([&server](const http::Request& request) { return server(request); }),
          session(test::test_options(), std::move(login), std::make_unique<TestStore>(shelf), wire.clock, wire.log),
          api(wire.client, session, test::test_options()) {}
    std::string get() {
        return outline(thrown_by([&] { api.get("/x", wire.scope()); }));
    }
    test::Wire wire;
    auth::Session session;
    trakt::Api api;
};

}  // namespace

TEST_CASE("A new pair that Trakt refuses, too, ends with needs_login and is not refreshed, in any run", "[session]") {
    Shelf shelf;
    Refusing server;
    for (int run = 0; run < 4; ++run) {
        Run process(shelf, server);
        for (int call = 0; call < 3; ++call) CHECK(process.get() == "UNAUTHENTICATED needs_login");
    }
    CHECK(server.refreshes == 1);
}

TEST_CASE("A pair that was refused when it was new is used when Trakt accepts it later, and is then like any other",
          "[session]") {
    Shelf shelf;
    Refusing server;
    CHECK(Run(shelf, server).get() == "UNAUTHENTICATED needs_login");
    REQUIRE(shelf.tokens->is_refused);
    server.accepted = "new-1";
    {
        Run process(shelf, server);
        CHECK(process.get() == "OK ");
        CHECK(process.get() == "OK ");
    }
    CHECK_FALSE(shelf.tokens->is_refused);
    CHECK(shelf.tokens->access_token.reveal() == "new-1");
    server.accepted = "new-2";
    CHECK(Run(shelf, server).get() == "OK ");
    CHECK(server.refreshes == 2);
}

TEST_CASE("A pair of an early refresh that Trakt refuses is not refreshed", "[session]") {
    Shelf shelf;
    Refusing server;
    for (int run = 0; run < 3; ++run)
        CHECK(Run(shelf, server, configured(1000)).get() == "UNAUTHENTICATED needs_login");
    CHECK(server.refreshes == 1);
}

TEST_CASE("A pair that was accepted once is refreshed when Trakt refuses it", "[session]") {
    Shelf shelf;
    Refusing server;
    Run process(shelf, server);
    for (int n = 1; n <= 3; ++n) {
        server.accepted = "new-" + std::to_string(n);
        CHECK(process.get() == "OK ");
    }
    CHECK(server.refreshes == 3);
}

TEST_CASE("Another process that has marked the pair as refused is believed", "[session]") {
    Shelf shelf;
    Refusing server;
    Run waiting(shelf, server);
    CHECK(Run(shelf, server).get() == "UNAUTHENTICATED needs_login");
    CHECK(waiting.get() == "UNAUTHENTICATED needs_login");
    CHECK(server.refreshes == 1);
}

TEST_CASE("A login that is configured anew is used, although the former one was refused", "[session]") {
    Shelf shelf;
    Refusing server;
    CHECK(Run(shelf, server).get() == "UNAUTHENTICATED needs_login");
    server.accepted = "typed in";
    CHECK(Run(shelf, server, {Secret("typed in"), Secret("r"), 0}).get() == "OK ");
    CHECK(server.refreshes == 1);
}

}  // namespace mod_trakt::refused_pair_test
