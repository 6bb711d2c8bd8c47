// How long the account's settings count, and where they are kept (LIMIT-1).
#include "account/account_settings.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <string>
#include <string_view>

#include "state/atomic_file.hpp"
#include "tests/support/hooked_files.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/wire.hpp"

namespace mod_trakt::settings_test {

using account::AccountSettings;
using test::answer;
using test::Wire;

namespace {

std::string settings(int limit, const char* browsing) {
    return R"({"user":{"ids":{"uuid":"a-b"}},"limits":{"watchlist":{"item_count":)" + std::to_string(limit) + "}}" +
           browsing + "}";
}
constexpr const char* once = R"(,"browsing":{"watch_only_once":true})";
constexpr const char* old_stamp = "2026-09-01T00:00:00.000Z";

struct Place {
    test::TempFolder temp;
    test::HookedFiles files;
    state::StateFolder folder{files, temp / "state", 0};
    Wire wire{[this](const http::Request&) { return answer(200, text); }};
    std::string text = settings(7, once);
    CallScope scope = wire.scope();

    // The settings of a handle that has requested them already, or that starts with those on disk.
    AccountSettings opened(const char* account = "user") {
        AccountSettings settings(wire.api, &folder, wire.log);
        folder.open_cache(account, 0);
        settings.open(account);
        settings.note_cache_open();
        return settings;
    }
    void ask_first() {
        AccountSettings settings = opened();
        CHECK(settings.watch_only_once(scope) == true);
        wire.transport.sent.clear();
    }
    std::size_t asked() const { return wire.transport.sent.size(); }
};

}  // namespace

TEST_CASE("The request for the settings also reads the user's wishes", "[settings]") {
    Place place;
    AccountSettings settings(place.wire.api, nullptr, place.wire.log);
    CHECK(settings.ask_uuid(place.scope) == "a-b");
    CHECK(place.wire.requests() == std::vector<std::string>{"GET /users/settings?extended=browsing"});
    CHECK(settings.watch_only_once(place.scope) == true);
    CHECK(settings.limits(place.scope).watchlist_items == 7);
    CHECK(place.asked() == 1);
}

TEST_CASE("Settings of an earlier process count while the stamp just seen was mature when they were asked",
          "[settings]") {
    Place place;
    place.ask_first();
    place.wire.clock.advance(3'600'000);
    AccountSettings settings = place.opened();
    settings.note_stamp(old_stamp, place.wire.clock);
    CHECK(settings.watch_only_once(place.scope) == true);
    CHECK(settings.limits(place.scope).watchlist_items == 7);
    CHECK(place.asked() == 0);
    // The stamp counts for five minutes.
    place.wire.clock.advance(299'999);
    settings.limits(place.scope);
    CHECK(place.asked() == 0);
    place.wire.clock.advance(1);
    settings.limits(place.scope);
    CHECK(place.asked() == 1);
}

TEST_CASE("Settings of an earlier process are requested again without a stamp, or with a young or later one",
          "[settings]") {
    Place place;  // the clock shows 2026-09-12T08:00:00Z
    place.ask_first();
    const std::string stamp =
        GENERATE("", "yesterday", "2026-09-12T07:58:01.000Z", "2026-09-12T08:00:00.000Z", "2026-09-12T08:30:00.000Z");
    INFO(stamp);
    AccountSettings settings = place.opened();
    settings.note_stamp(stamp, place.wire.clock);
    place.text = settings_test::settings(9, once);
    CHECK(settings.limits(place.scope).watchlist_items == 9);
    CHECK(place.asked() == 1);
}

TEST_CASE("Settings that are a day old are requested again", "[settings]") {
    Place place;
    place.ask_first();
    place.wire.clock.advance(86'400'000);
    AccountSettings settings = place.opened();
    settings.note_stamp(old_stamp, place.wire.clock);
    settings.limits(place.scope);
    CHECK(place.asked() == 1);
}

TEST_CASE("A stamp that moved since they were asked drops the settings of the same process", "[settings]") {
    Place place;
    AccountSettings settings = place.opened();
    settings.limits(place.scope);
    settings.note_stamp(old_stamp, place.wire.clock);
    settings.limits(place.scope);
    CHECK(place.asked() == 1);
    place.wire.clock.advance(1000);
    settings.note_stamp("2026-09-12T08:00:01.000Z", place.wire.clock);
    settings.limits(place.scope);
    CHECK(place.asked() == 2);
}

TEST_CASE("Settings that Trakt has contradicted are requested again, also by the next process", "[settings]") {
    Place place;
    AccountSettings settings = place.opened();
    settings.limits(place.scope);
    settings.drop();
    AccountSettings next = place.opened();
    next.note_stamp(old_stamp, place.wire.clock);
    CHECK_FALSE(next.last_answer());
    settings.limits(place.scope);
    CHECK(place.asked() == 2);
}

TEST_CASE("A dry run uses the known settings, whatever their age, and sends nothing", "[settings]") {
    Place place;
    CHECK_FALSE(place.opened().last_answer());
    place.ask_first();
    place.wire.clock.advance(864'000'000);
    AccountSettings settings = place.opened();
    REQUIRE(settings.last_answer());
    CHECK(settings.last_answer()->limits.watchlist_items == 7);
    CHECK(place.asked() == 0);
}

TEST_CASE("Settings of another account, and a damaged file, are not used", "[settings]") {
    Place place;
    place.ask_first();
    CHECK_FALSE(place.opened("other").last_answer());
    const std::string file = place.folder.settings_file("user");
    const std::string good = state::read_file(place.files, file).value();
    const std::string text =
        GENERATE_COPY(std::string(), std::string("{"), good.substr(0, good.size() / 2), std::string(R"({"schema":1})"));
    INFO(text);
    const std::array<std::string_view, 1> parts = {text};
    state::write_file(place.files, file, parts, 0600);
    CHECK_FALSE(place.opened().last_answer());
    const std::array<std::string_view, 1> foreign = {good};
    place.folder.open_cache("other", 0);
    state::write_file(place.files, place.folder.settings_file("other"), foreign, 0600);
    CHECK_FALSE(place.opened("other").last_answer());
}

TEST_CASE(
    "Settings that were requested before the account was known are kept for it; those of another account are forgotten",
    "[settings]") {
    Place place;
    AccountSettings settings(place.wire.api, &place.folder, place.wire.log);
    settings.ask_uuid(place.scope);
    place.folder.open_cache("user", 0);
    settings.open("user");
    settings.note_cache_open();
    CHECK(place.opened().last_answer());
    settings.forget();
    settings.open("other");
    CHECK_FALSE(settings.last_answer());
}

TEST_CASE("A wish that is missing in Trakt's answer is unknown, with one warning", "[settings]") {
    Place place;
    place.text = settings(7, GENERATE("", R"(,"browsing":null)", R"(,"browsing":{"watch_only_once":null})",
                                      R"(,"browsing":{"watch_only_once":"yes"})", R"(,"browsing":[])"));
    AccountSettings settings = place.opened();
    for (int i = 0; i < 3; ++i) CHECK_FALSE(settings.watch_only_once(place.scope));
    CHECK(place.wire.log.count("watch_only_once_unknown") == 1);
    CHECK(place.asked() == 1);
}

TEST_CASE("Settings that cannot be read are not requested again within a minute, and are not kept for the next process",
          "[settings]") {
    Place place;
    const int status = GENERATE(404, 500, 200);  // 200: without a body
    INFO(status);
    Wire wire([status](const http::Request&) { return answer(status); });
    AccountSettings settings(wire.api, &place.folder, wire.log);
    place.folder.open_cache("user", 0);
    settings.open("user");
    settings.note_cache_open();
    CHECK(settings.limits(wire.scope()) == account::Limits());
    CHECK_FALSE(settings.watch_only_once(wire.scope()));
    const std::size_t sent = wire.transport.sent.size();  // a body that cannot be read is asked for twice
    settings.note_stamp("2026-09-12T08:00:00.000Z", wire.clock);
    wire.clock.advance(59'000);
    settings.note_cache_open();
    CHECK(settings.limits(wire.scope()) == account::Limits());
    CHECK(wire.transport.sent.size() == sent);
    CHECK_FALSE(settings.last_answer());
    CHECK_FALSE(place.opened().last_answer());
    wire.clock.advance(60'000);
    settings.limits(wire.scope());
    CHECK(wire.transport.sent.size() > sent);
}

TEST_CASE("Settings that cannot be saved are still used", "[settings]") {
    Place place;
    AccountSettings settings(place.wire.api, &place.folder, place.wire.log);
    settings.open("nowhere");  // its folder is missing
    settings.note_cache_open();
    CHECK(settings.limits(place.scope).watchlist_items == 7);
    CHECK(place.wire.log.count("settings_not_kept") == 1);
}

}  // namespace mod_trakt::settings_test
