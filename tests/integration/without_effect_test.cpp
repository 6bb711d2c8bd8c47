// Trakt accepts plays and stores nothing, as after an application was revoked on the site (JRN-12).
#include <catch2/catch.hpp>

#include "support/config.hpp"
#include "support/host_recorder.hpp"
#include "support/plugin_library.hpp"

using namespace mod_trakt::tests;

namespace {

json::array lost_play() {
    return {{{"type", "movie"}, {"ids", {{"trakt", 7010002}}}, {"watched_at", "2014-05-13T16:53:00Z"}}};
}

std::int64_t without_effect(const json::object& config) {
    const json::value document = Handle(config).health().document();
    const json::value* count = document.at("details").as_object().if_contains("writes_without_effect");
    return count != nullptr ? count->as_int64() : 0;
}

}  // namespace

TEST_CASE("JRN-12: an added play that is not there is logged by the next index, counted in health and read back",
          "[once]") {
    const TwinProcess twin;
    const TempFolder folder;
    const json::object config = in_folder(config_for(twin), folder);
    // One process after the other.
    REQUIRE(Handle(config).index("history").status == SYNCMOD_OK);
    twin.switches({{"adds_store_nothing", true}});
    CHECK(Handle(config).add("history", lost_play()).verdicts() == "added");
    CHECK(without_effect(config) == 0);
    twin.clock({{"advance_ms", 60'000}});
    {
        HostRecorder host;
        Handle handle(config, &host);
        REQUIRE(handle.index("history").status == SYNCMOD_OK);
        CHECK(host.has_logged("write_without_effect"));
    }
    CHECK(without_effect(config) == 1);
    // Two processes: each reads back what it sends.
    Handle one(config), two(config);
    for (Handle* handle : {&one, &two}) {
        const Outcome outcome = handle->add("history", lost_play());
        CHECK(outcome.verdicts() == "rejected");
        CHECK(text_at(outcome.result(0), "hint") == "write_without_effect");
    }
    twin.switches({{"adds_store_nothing", false}});
    twin.clock({{"advance_ms", 60'000}});
    const Outcome outcome = two.add("history", lost_play());
    CHECK(outcome.verdicts() == "added");
    CHECK(number_at(outcome.result(0), "history_id") > 0);
    CHECK(one.add("history", lost_play()).verdicts() == "existing");
    CHECK(without_effect(config) == 0);
    CHECK(twin.plays().size() == 1);
}
