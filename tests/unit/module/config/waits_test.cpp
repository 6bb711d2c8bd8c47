// How long the plugin waits, as the configuration says.
#include <catch2/catch.hpp>

#include "module/config/config.hpp"

namespace mod_trakt::waits_test {

namespace {

// A configuration whose block holds these members.
Config with(const std::string& members) { return parse_config(R"({"trakt":{)" + members + "}}"); }

}  // namespace

TEST_CASE("Shorter waits are used for a server on this machine only", "[config]") {
    const std::string backoff = R"("backoff":{"base_ms":1,"cap_ms":2,"html429_ms":3})";
    const Config here = with(R"("api_url":"http://127.0.0.1:1",)" + backoff);
    CHECK(here.backoff.base_ms == 1);
    CHECK(here.backoff.cap_ms == 2);
    CHECK(here.backoff.html429_ms == 3);
    CHECK(here.warnings.empty());
    for (const char* elsewhere : {"", R"("api_url":"https://api.example.test",)"}) {
        const Config there = with(elsewhere + backoff);
        CHECK(there.backoff.base_ms == 500);
        CHECK(there.backoff.cap_ms == 30'000);
        CHECK(there.backoff.html429_ms == 300'000);
        REQUIRE(there.warnings.size() == 1);
        CHECK(there.warnings[0].starts_with("backoff"));
    }
    const Config odd = with(R"("api_url":"http://127.0.0.1:1","backoff":{"base_ms":"x"})");
    CHECK(odd.backoff.base_ms == 500);
    CHECK(odd.warnings.size() == 1);
    const Config no_object = with(R"("api_url":"http://127.0.0.1:1","backoff":5)");
    CHECK(no_object.warnings.size() == 1);
}

TEST_CASE("A shorter time until plays are sent again is used for a server on this machine only", "[config]") {
    const Config here = with(R"("api_url":"http://127.0.0.1:1","settle_ms":20)");
    CHECK(here.sync.settle_ms == 20);
    CHECK(here.warnings.empty());
    CHECK(with(R"("settle_ms":60000)").sync.settle_ms == 60'000);
    CHECK(with(R"("settle_ms":60000)").warnings.empty());
    for (const char* refused : {"14999", "-1", "600001"}) {
        const Config there = with(R"("settle_ms":)" + std::string(refused));
        CHECK(there.sync.settle_ms == 15'000);
        REQUIRE(there.warnings.size() == 1);
        CHECK(there.warnings[0].starts_with("settle_ms"));
    }
}

}  // namespace mod_trakt::waits_test
