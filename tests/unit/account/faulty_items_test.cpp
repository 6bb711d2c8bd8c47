// faulty.json of an account (FAULT-1).
#include "account/faulty_items.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "state/atomic_file.hpp"
#include "tests/support/collecting_log.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/hooked_files.hpp"
#include "tests/support/temp_folder.hpp"

namespace mod_trakt::faulty_items_test {

using account::FaultyItems;

namespace {

constexpr std::int64_t noted_ms = 1'789'000'000'000;
constexpr const char* path = "/sync/history";

struct Place {
    test::TempFolder temp;
    test::HookedFiles files;
    test::FakeClock clock;
    test::CollectingLog log;
    std::int32_t cancel = 0;
    CallScope scope{clock, &cancel, 0};
    state::StateFolder folder{files, temp / "state", 0};

    FaultyItems opened(const char* account = "user") {
        FaultyItems items(&folder, log);
        items.open(account);
        return items;
    }
    void put(std::string_view text) {
        folder.open_precious("user");
        const std::array<std::string_view, 1> parts = {text};
        state::write_file(files, folder.faulty_file("user"), parts, 0600);
    }
};

}  // namespace

TEST_CASE("A faulty item is remembered for its path and account, for seven days of Trakt's time", "[faulty]") {
    Place place;
    FaultyItems items = place.opened();
    CHECK(items.empty());
    items.note(path, "a", noted_ms, place.scope);
    for (FaultyItems* one : {&items}) CHECK(one->has(path, "a", noted_ms));
    FaultyItems next = place.opened();
    CHECK(next.has(path, "a", noted_ms));
    CHECK(next.has(path, "a", noted_ms + FaultyItems::kept_ms - 1));
    CHECK_FALSE(next.has(path, "a", noted_ms + FaultyItems::kept_ms));
    CHECK(next.has(path, "a", std::nullopt));  // without Trakt's time nothing is forgotten
    CHECK_FALSE(next.has(path, "b", noted_ms));
    CHECK_FALSE(next.has("/sync/history/remove", "a", noted_ms));
    CHECK_FALSE(place.opened("other").has(path, "a", noted_ms));
    struct stat info {};
    REQUIRE(::stat(place.folder.faulty_file("user").c_str(), &info) == 0);
    CHECK((info.st_mode & 07777) == 0600);
}

TEST_CASE("An item that is rejected again is remembered anew, and one that is accepted is forgotten", "[faulty]") {
    Place place;
    FaultyItems one = place.opened(), other = place.opened();
    one.note(path, "a", noted_ms, place.scope);
    one.note(path, "b", noted_ms, place.scope);
    other.note(path, "a", noted_ms + 1000, place.scope);
    CHECK(place.opened().has(path, "a", noted_ms + FaultyItems::kept_ms));
    other.forget(path, "b", place.scope);
    CHECK_FALSE(other.has(path, "b", noted_ms));
    CHECK_FALSE(place.opened().has(path, "b", noted_ms));
    CHECK(place.opened().has(path, "a", noted_ms));
}

TEST_CASE("Old items are forgotten when another one is noted, but not without Trakt's time", "[faulty]") {
    Place place;
    FaultyItems items = place.opened();
    items.note(path, "a", noted_ms, place.scope);
    const bool is_known = GENERATE(true, false);
    place.clock.set_unix_ms(noted_ms + 30 * day_ms);
    items.note(path, "b", is_known ? std::optional(noted_ms + 30 * day_ms) : std::nullopt, place.scope);
    CHECK(place.opened().has(path, "a", std::nullopt) == !is_known);
    CHECK(place.opened().has(path, "b", noted_ms + 30 * day_ms));
}

TEST_CASE("The file is bounded: the oldest items are forgotten first", "[faulty]") {
    Place place;
    std::string text = R"({"schema":1,"items":[)";
    for (std::size_t i = 0; i < FaultyItems::most; ++i) {
        const std::string digits = std::to_string(i);
        text += (i > 0 ? "," : "") + (R"({"hash":")" + std::string(16 - digits.size(), '0') + digits) +
                R"(","at_ms":)" + std::to_string(noted_ms + static_cast<std::int64_t>(i)) + "}";
    }
    place.put(text + "]}");
    FaultyItems items = place.opened();
    items.note(path, "a", noted_ms + 5000, place.scope);
    const std::string written = state::read_file(place.files, place.folder.faulty_file("user")).value();
    CHECK(written.find(R"("0000000000000000")") == std::string::npos);
    CHECK(written.find(R"("0000000000000001")") != std::string::npos);
    CHECK(written.find(R"("0000000000000999")") != std::string::npos);
    CHECK(items.has(path, "a", noted_ms));
}

TEST_CASE("A damaged file counts as empty, with one warning, and is set aside", "[faulty]") {
    Place place;
    const std::string text = GENERATE("", "{", "[]", R"({"schema":2,"items":[]})", R"({"schema":1,"items":{}})");
    INFO(text);
    place.put(text);
    FaultyItems items = place.opened();
    CHECK_FALSE(items.has(path, "a", noted_ms));
    items.note(path, "a", noted_ms, place.scope);
    CHECK(place.log.count("faulty_items_unavailable") == 1);
    CHECK(place.opened().has(path, "a", noted_ms));
    CHECK(state::read_file(place.files, place.folder.faulty_file("user") + ".corrupt-1") == text);
}

TEST_CASE("Damaged entries are left out", "[faulty]") {
    Place place;
    place.put(R"({"schema":1,"items":[{"hash":"x","at_ms":1},{"at_ms":2},7,{"hash":"0123456789abcdef"}]})");
    FaultyItems items = place.opened();
    CHECK_FALSE(items.has(path, "a", noted_ms));
    items.note(path, "a", noted_ms, place.scope);
    CHECK(place.log.count("faulty_items_unavailable") == 0);
}

TEST_CASE("Without a state folder, or if it cannot be written, the handle remembers the items", "[faulty]") {
    Place place;
    FaultyItems alone(nullptr, place.log);
    alone.note(path, "a", noted_ms, place.scope);
    CHECK(alone.has(path, "a", noted_ms));
    CHECK(place.log.count("faulty_items_unavailable") == 0);

    place.folder.open_precious("user");
    REQUIRE(::mkdir(place.folder.faulty_file("user").c_str(), 0700) == 0);  // no file can have this name
    FaultyItems items = place.opened();
    items.note(path, "a", noted_ms, place.scope);
    items.note(path, "b", noted_ms, place.scope);
    CHECK(items.has(path, "a", noted_ms));
    CHECK(place.log.count("faulty_items_unavailable") == 1);
    CHECK_FALSE(place.opened().has(path, "a", noted_ms));
}

}  // namespace mod_trakt::faulty_items_test
