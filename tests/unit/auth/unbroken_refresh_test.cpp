// A refresh is not interrupted: between sending it and saving the pair, a cancel and a deadline are delayed. Each case
// runs with every kind of store.
#include <catch2/catch.hpp>

#include <map>

#include "auth/credential_store.hpp"
#include "auth/session.hpp"
#include "state/files.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/thrown.hpp"
#include "tests/support/wire.hpp"

namespace mod_trakt::unbroken_refresh_test {

using test::answer;
using test::lost;
using test::outline;
using Kind = http::TransportError::Kind;

namespace {

enum class End { Cancel, Deadline };

// Simulates Trakt: each refresh token works once.
struct Trakt {
    int generation = 0;
    std::vector<std::string> asked;
    std::function<void(int nth)> before_answer, after_answer;
    // The answers instead of a pair, by the number of the refresh, from 1. In both cases no pair arrives.
    std::map<int, http::Outcome> lost_answers;  // Trakt has used the token up
    std::map<int, http::Outcome> ignored;       // Trakt has not used the token up

    http::Outcome operator()(const http::Request& request) {
        if (!request.url.ends_with("/oauth/token")) {
            const std::string bearer = "Bearer access-" + std::to_string(generation);
            return request.headers.get("authorization") == bearer ? answer(200, "[1]") : answer(401);
        }
        asked.push_back(request.body);
        const int nth = static_cast<int>(asked.size());
        if (before_answer) before_answer(nth);
        const auto done = [&](http::Outcome outcome) {
            if (after_answer) after_answer(nth);
            return outcome;
        };
        if (const auto at = ignored.find(nth); at != ignored.end()) return done(at->second);
        if (request.body.find("\"refresh-" + std::to_string(generation) + "\"") == std::string::npos)
            return done(answer(400, test::fixture("errors/token_invalid_grant.json")));
        ++generation;
        if (const auto at = lost_answers.find(nth); at != lost_answers.end()) return done(at->second);
        const std::string number = std::to_string(generation);
        return done(answer(200, R"({"access_token":"access-)" + number + R"(","refresh_token":"refresh-)" + number +
                                    R"(","expires_in":604800})"));
    }
};

struct Bench {
    explicit Bench(const std::string& store_kind) : store_kind_(store_kind) {
        // The configured access token is older than Trakt's: the first request gets a 401.
        login.access_token = Secret("access-old");
        login.refresh_token = Secret("refresh-0");
        session.emplace(test::test_options(), login, make_store(), wire.clock, wire.log);
        api.emplace(wire.client, *session, test::test_options());
    }

    std::unique_ptr<auth::CredentialStore> make_store() {
        if (store_kind_ == "file")
            return auth::make_file_store(files, folder.path() + "/credentials.json",
                                         folder.path() + "/credentials.lock", "default",
                                         auth::Session::origin_of(test::test_options(), login));
        if (store_kind_ == "host")
            return auth::make_host_store(
                {[this](const std::string& key) -> std::optional<std::string> {
                     const auto at = kept.find(key);
                     return at == kept.end() ? std::nullopt : std::optional(at->second);
                 },
                 [this](const std::string& key, std::string_view value) { kept[key] = std::string(value); }});
        return auth::make_memory_store();
    }

    Error get(std::int64_t timeout_ms = 0) {
        return test::thrown_by([&] { api->get("/x", wire.scope(timeout_ms)); });
    }
    void end(End how) {
        if (how == End::Cancel)
            wire.cancel = 1;
        else
            wire.clock.advance(6'000);
    }
    // The access token that another process would find in the store.
    std::string stored() {
        if (store_kind_ == "memory") return "nothing is kept";
        const auto tokens = make_store()->load();
        return tokens ? std::string(tokens->access_token.reveal()) : "none";
    }

    auth::ConfiguredLogin login;
    Trakt trakt;
    std::map<std::string, std::string> kept;
    state::SystemFiles files;
    test::TempFolder folder;
    test::Wire wire{[this](const http::Request& request) { return trakt(request); }};
    std::optional<auth::Session> session;
    std::optional<trakt::Api> api;

private:
    std::string store_kind_;
};

constexpr std::int64_t limit_ms = 5'000;
std::string ended(End how) { return how == End::Cancel ? "CANCELLED cancelled" : "TIMEOUT operation_timeout"; }

}  // namespace

TEST_CASE("A cancel or deadline during a refresh loses no login", "[session]") {
    const std::string store = GENERATE("file", "host", "memory");
    const End how = GENERATE(End::Cancel, End::Deadline);
    const bool before = GENERATE(true, false);
    INFO(store << " " << ended(how) << (before ? " before" : " after") << " the answer");
    Bench bench(store);
    const auto is_refresh = [](const http::Request& request) { return request.url.ends_with("/oauth/token"); };
    if (before)
        bench.trakt.before_answer = [&](int) { bench.end(how); };
    else
        bench.wire.client.on_exchange = [&](const http::Request& request, const http::Outcome&) {
            if (is_refresh(request)) bench.end(how);
        };
    // The call ends with the cancel or deadline, and the pair is kept.
    CHECK(outline(bench.get(limit_ms)) == ended(how));
    CHECK(bench.trakt.asked.size() == 1);
    if (store != "memory") CHECK(bench.stored() == "access-1");
    // The next call succeeds without another refresh.
    bench.wire.cancel = 0;
    bench.trakt.before_answer = {};
    bench.wire.client.on_exchange = {};
    CHECK(outline(bench.get(limit_ms)) == "OK ");
    CHECK(bench.trakt.asked.size() == 1);
}

TEST_CASE("A cancel or deadline before a refresh prevents it", "[session]") {
    const std::string store = GENERATE("file", "host", "memory");
    const End how = GENERATE(End::Cancel, End::Deadline);
    INFO(store << " " << ended(how));
    Bench bench(store);
    bool first = true;  // the cancel or deadline occurs while Trakt refuses the old token
    bench.wire.client.on_exchange = [&](const http::Request&, const http::Outcome&) {
        if (std::exchange(first, false)) bench.end(how);
    };
    CHECK(outline(bench.get(limit_ms)) == ended(how));
    CHECK(bench.trakt.asked.empty());
    bench.wire.cancel = 0;
    CHECK(outline(bench.get(limit_ms)) == "OK ");
    CHECK(bench.trakt.asked.size() == 1);
}

TEST_CASE("A lost answer is tried once more with the old token, in the same call", "[session]") {
    const std::string store = GENERATE("file", "host", "memory");
    INFO(store);
    for (const http::Outcome& outcome :
         {http::Outcome(lost(Kind::Timeout)), http::Outcome(answer(502)), http::Outcome(answer(200, "{"))}) {
        Bench bench(store);
        bench.trakt.ignored.emplace(1, outcome);
        CHECK(outline(bench.get()) == "OK ");
        CHECK(bench.trakt.asked.size() == 2);
        CHECK(bench.trakt.asked[0] == bench.trakt.asked[1]);
        // If Trakt carried out the first refresh, the old token is used up, and Trakt answers invalid_grant.
        Bench used_up(store);
        used_up.trakt.lost_answers.emplace(1, outcome);
        CHECK(outline(used_up.get()) == "UNAUTHENTICATED needs_login");
        CHECK(used_up.trakt.asked.size() == 2);
        CHECK(outline(used_up.get()) == "UNAUTHENTICATED needs_login");
        CHECK(used_up.trakt.asked.size() == 2);
    }
}

TEST_CASE("Two lost answers end the call, and the next call tries the old token", "[session]") {
    Bench bench("file");
    bench.trakt.ignored = {{1, lost(Kind::Timeout)}, {2, lost(Kind::Timeout)}};
    CHECK(outline(bench.get()) == "NETWORK timeout");
    CHECK(bench.trakt.asked.size() == 2);
    CHECK(outline(bench.get()) == "OK ");
    CHECK(bench.trakt.asked.size() == 3);
}

TEST_CASE("An answer that is lost after a cancel or deadline is tried again by the next call", "[session]") {
    const std::string store = GENERATE("file", "host", "memory");
    const End how = GENERATE(End::Cancel, End::Deadline);
    INFO(store << " " << ended(how));
    Bench bench(store);
    bench.trakt.ignored.emplace(1, lost(how == End::Cancel ? Kind::Cancelled : Kind::Deadline));
    bench.trakt.after_answer = [&](int nth) {
        if (nth == 1) bench.end(how);
    };
    CHECK(outline(bench.get(limit_ms)) == ended(how));
    CHECK(bench.trakt.asked.size() == 1);
    bench.wire.cancel = 0;
    CHECK(outline(bench.get(limit_ms)) == "OK ");
    CHECK(bench.trakt.asked.size() == 2);
    CHECK(bench.trakt.asked[0] == bench.trakt.asked[1]);
}

TEST_CASE("An early refresh is not interrupted either", "[session]") {
    const End how = GENERATE(End::Cancel, End::Deadline);
    Bench bench("file");
    bench.login.access_token = Secret("access-0");
    bench.login.expires_at_ms = bench.wire.clock.unix_ms() + 60'000;
    bench.session.emplace(test::test_options(), bench.login, bench.make_store(), bench.wire.clock, bench.wire.log);
    bench.api.emplace(bench.wire.client, *bench.session, test::test_options());
    bench.trakt.before_answer = [&](int) { bench.end(how); };
    CHECK(outline(bench.get(limit_ms)) == ended(how));
    bench.wire.cancel = 0;
    bench.trakt.before_answer = {};
    CHECK(outline(bench.get(limit_ms)) == "OK ");
    CHECK(bench.trakt.asked.size() == 1);
}

TEST_CASE("The next call tries again to save a pair that the store has refused", "[session]") {
    Bench bench("host");
    bool store_works = false;
    auth::ConfiguredLogin login = bench.login;
    bench.session.emplace(
        test::test_options(), login,
        auth::make_host_store({[&](const std::string&) -> std::optional<std::string> { return std::nullopt; },
                               [&](const std::string& key, std::string_view value) {
                                   if (!store_works) throw Failure(Status::Host, "token_not_saved", "test");
                                   bench.kept[key] = std::string(value);
                               }}),
        bench.wire.clock, bench.wire.log);
    bench.api.emplace(bench.wire.client, *bench.session, test::test_options());
    CHECK(outline(bench.get()) == "HOST token_not_saved");
    CHECK(outline(bench.get()) == "OK ");  // still not saved, but the call succeeds
    CHECK(bench.kept.empty());
    store_works = true;
    CHECK(outline(bench.get()) == "OK ");  // not tried again at once
    CHECK(bench.kept.empty());
    bench.wire.clock.advance(61'000);
    CHECK(outline(bench.get()) == "OK ");
    CHECK(bench.kept["credentials"].find("access-1") != std::string::npos);
    CHECK(bench.trakt.asked.size() == 1);
}

TEST_CASE("A garbled answer to an early refresh does not fail the call while the token is valid", "[session]") {
    Bench bench("file");
    bench.login.access_token = Secret("access-0");
    bench.login.expires_at_ms = bench.wire.clock.unix_ms() + 60'000;
    bench.session.emplace(test::test_options(), bench.login, bench.make_store(), bench.wire.clock, bench.wire.log);
    bench.api.emplace(bench.wire.client, *bench.session, test::test_options());
    bench.trakt.ignored = {{1, answer(200, "{")}, {2, answer(200, "{")}};
    CHECK(outline(bench.get()) == "OK ");
}

TEST_CASE("A pair that could not be saved is not replaced by an older one in another store", "[session]") {
    // The session refreshes with a store that keeps nothing, and continues with a file that contains an older pair.
    Bench bench("memory");
    CHECK(outline(bench.get()) == "OK ");
    auth::StoredTokens old;
    old.access_token = Secret("access-predecessor");
    old.refresh_token = Secret("refresh-predecessor");
    old.origin = bench.session->origin();
    old.expires_at_ms = bench.wire.clock.unix_ms() + 1'000;
    const std::string file = bench.folder.path() + "/credentials.json";
    const auto store = [&] {
        return auth::make_file_store(bench.files, file, bench.folder.path() + "/lock", "default",
                                     bench.session->origin());
    };
    store()->save(old);
    auth::Session next(test::test_options(), bench.login, store(), bench.wire.clock, bench.wire.log);
    next.continue_from(*bench.session, false);
    trakt::Api api(bench.wire.client, next, test::test_options());
    CHECK(outline(test::thrown_by([&] { api.get("/x", bench.wire.scope()); })) == "OK ");
    CHECK(bench.trakt.asked.size() == 1);
    CHECK(store()->load()->access_token.reveal() == "access-1");
}

}  // namespace mod_trakt::unbroken_refresh_test
