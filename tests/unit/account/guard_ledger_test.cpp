// guard.json of an account.
#include "account/guard_ledger.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <string>
#include <string_view>

#include "state/atomic_file.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/hooked_files.hpp"
#include "tests/support/temp_folder.hpp"

namespace mod_trakt::guard_ledger_test {

using account::GuardBook;
using account::GuardLedger;

namespace {

constexpr std::int64_t counted_ms = 1'789'000'020'000;

struct Place {
    test::TempFolder temp;
    test::HookedFiles files;
    test::FakeClock clock;
    std::int32_t cancel = 0;
    CallScope scope{clock, &cancel, 0};
    state::StateFolder folder{files, temp / "state", 0};

    std::int64_t removed(const GuardLedger& ledger) { return ledger.look().removed(FeatureId::Ratings, counted_ms); }
    std::optional<Error> remove(GuardLedger& ledger, std::int64_t number) {
        return ledger.update(scope,
                             [&](GuardBook& book) { book.count_removals(FeatureId::Ratings, number, {}, counted_ms); });
    }
};

}  // namespace

TEST_CASE("All handles share the counts of an account, and only the owner can read them", "[guard]") {
    Place place;
    GuardLedger one(&place.folder), two(&place.folder), other(&place.folder);
    one.open("user-a", false);
    two.open("user-a", false);
    other.open("user-b", false);
    place.remove(one, 3);
    place.remove(two, 4);
    CHECK(place.removed(one) == 7);
    CHECK(place.removed(two) == 7);
    CHECK(place.removed(other) == 0);
    struct stat info {};
    REQUIRE(::stat((place.temp / "state/accounts/user-a/guard.json").c_str(), &info) == 0);
    CHECK((info.st_mode & 07777) == 0600);
    one.open({}, true);
    one.open("user-b", false);
    CHECK(place.removed(one) == 0);
}

TEST_CASE("Without a state folder the counts are in the handle, and go to the next configuration", "[guard]") {
    Place place;
    GuardLedger ledger(nullptr), next(nullptr), with_folder(&place.folder);
    place.remove(ledger, 3);
    place.remove(ledger, 1);
    CHECK(place.removed(ledger) == 4);
    next.continue_from(ledger);
    CHECK(place.removed(next) == 4);
    with_folder.continue_from(ledger);
    CHECK(place.removed(with_folder) == 0);
}

TEST_CASE("Changes that were counted under a provisional name count for the user", "[guard]") {
    Place place;
    GuardLedger ledger(&place.folder);
    ledger.open("login-1", false);
    place.remove(ledger, 3);
    ledger.open("user-a", false);
    CHECK(place.removed(ledger) == 3);
    place.remove(ledger, 2);
    GuardLedger later(&place.folder);
    later.open("user-a", false);
    CHECK(place.removed(later) == 5);
    CHECK_FALSE(std::filesystem::exists(place.temp / "state/accounts/login-1/guard.json"));
}

TEST_CASE("A damaged file is moved aside; if a file cannot be written, the handle keeps the counts", "[guard]") {
    Place place;
    GuardLedger ledger(&place.folder);
    ledger.open("user-a", false);
    place.remove(ledger, 3);
    const std::string path = place.temp / "state/accounts/user-a/guard.json";
    const std::array<std::string_view, 1> parts = {"damaged"};
    state::write_file(place.files, path, parts, 0600);
    CHECK(place.removed(ledger) == 0);
    place.remove(ledger, 2);
    CHECK(place.removed(ledger) == 2);
    CHECK(std::filesystem::exists(path + ".corrupt-1"));
    place.files.before = [](test::FileCall& call) { return call.operation == "rename" ? ENOSPC : 0; };
    const auto why = place.remove(ledger, 3);
    REQUIRE(why);
    CHECK(why->reason == "state_unwritable");
    CHECK(place.removed(ledger) == 5);
    place.files.before = nullptr;
    CHECK_FALSE(place.remove(ledger, 1));
    GuardLedger later(&place.folder);
    later.open("user-a", false);
    CHECK(place.removed(later) == 6);
}

TEST_CASE("Reading the counts writes nothing, and an empty change makes no file", "[guard]") {
    Place place;
    GuardLedger ledger(&place.folder);
    ledger.open("user-a", false);
    CHECK(ledger.look().empty());
    CHECK_FALSE(std::filesystem::exists(place.temp / "state/accounts"));
    ledger.update(place.scope, [](GuardBook&) {});
    CHECK_FALSE(std::filesystem::exists(place.temp / "state/accounts/user-a/guard.json"));
}

}  // namespace mod_trakt::guard_ledger_test
