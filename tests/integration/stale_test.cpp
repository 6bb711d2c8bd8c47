#include <catch2/catch.hpp>

#include "support/config.hpp"
#include "support/plugin_library.hpp"
#include "support/truth.hpp"

using namespace mod_trakt::tests;

namespace {
const Terms allow_stale{.flags = SYNCMOD_CALL_ALLOW_STALE};
}

TEST_CASE("When a read fails, the last complete index is served if the caller allows it, marked stale", "[read]") {
    const TwinProcess twin({"--plays", "80", "--ratings", "40", "--watchlist", "20"});
    const std::string feature = GENERATE("history", "ratings", "watchlist");
    const TempFolder folder;
    const json::object config = in_folder(config_for(twin), folder);
    Handle first(config);
    const json::value fresh = first.index(feature).document();

    twin.edit({{"op", "add"}, {"count", 2}});
    twin.edit({{"op", "unrate"}, {"count", 2}});
    twin.edit({{"op", "watchlist_remove"}, {"count", 2}});
    twin.fault({{"path", "/sync/" + feature}, {"kind", "status"}, {"status", 500}, {"every", true}});

    Handle second(config);  // knows the index only from the folder
    for (Handle* handle : {&first, &second}) {
        CHECK(handle->index(feature).status != SYNCMOD_OK);
        CHECK(handle->index(feature, {.flags = SYNCMOD_CALL_ALLOW_STALE | SYNCMOD_CALL_FRESH}).status != SYNCMOD_OK);
        const json::value stale = handle->index(feature, allow_stale).document();
        CHECK(at(stale, "stale") == true);
        CHECK(at(stale, "complete") == true);
        CHECK(at(stale, "generated_at") == at(fresh, "generated_at"));
        CHECK(difference(at(stale, "items").as_object(), at(fresh, "items").as_object()) == "");
    }

    twin.clear_faults();
    const Outcome again = second.index(feature, allow_stale);
    CHECK(at(again.document(), "stale") == false);
    CHECK(differs_from_truth(again, twin, feature) == "");
}

TEST_CASE("Without an earlier index a failed read is an error, even if stale is allowed", "[read]") {
    const TwinProcess twin({"--plays", "30"});
    twin.fault({{"kind", "status"}, {"status", 502}, {"every", true}});
    Handle handle(config_for(twin));
    const Outcome outcome = handle.index("history", allow_stale);
    CHECK(outcome.status == SYNCMOD_REMOTE);
    CHECK(outcome.reason == "server_fault");
}

TEST_CASE("A partial index is never served as stale", "[read]") {
    const TwinProcess twin({"--plays", "90"});
    const TempFolder folder;
    const json::object config = in_folder(config_for(twin, {{"history_per_page", 10}}), folder);
    twin.fault({{"path", "/sync/history/episodes"}, {"query", "page=3"}, {"kind", "status"}, {"every", true}});
    Handle handle(config);
    const Outcome outcome = handle.index("history", allow_stale);
    CHECK(outcome.status == SYNCMOD_INCOMPLETE);
    CHECK(outcome.reason == "partial_read");
    Handle second(config);
    CHECK(second.index("history", allow_stale).status == SYNCMOD_INCOMPLETE);
}

TEST_CASE("A refused login, application or account is an error, never hidden by a stale index", "[read]") {
    const TwinProcess twin({"--plays", "30"});
    const TempFolder folder;
    Handle handle(in_folder(config_for(twin), folder));
    REQUIRE(handle.index("history").summary() == "OK");
    struct Refusal {
        json::object fault;
        syncmod_status status;
        std::string reason;
    };
    const Refusal refusal =
        GENERATE(Refusal{{{"kind", "status"}, {"status", 401}}, SYNCMOD_UNAUTHENTICATED, "token_expired"},
                 Refusal{{{"kind", "status"}, {"status", 403}}, SYNCMOD_FORBIDDEN, "app_rejected"},
                 Refusal{{{"kind", "html_403"}}, SYNCMOD_FORBIDDEN, "blocked_by_edge"},
                 Refusal{{{"kind", "status"}, {"status", 423}}, SYNCMOD_FORBIDDEN, "account_locked"});
    twin.fault(merged(refusal.fault, {{"every", true}}));
    const Outcome outcome = handle.index("history", allow_stale);
    CHECK(outcome.status == refusal.status);
    CHECK(outcome.reason == refusal.reason);
}

TEST_CASE("A VIP-only answer does not refuse the account: the last index is served, marked stale", "[read]") {
    const TwinProcess twin({"--plays", "30"});
    const TempFolder folder;
    Handle handle(in_folder(config_for(twin), folder));
    REQUIRE(handle.index("history").summary() == "OK");
    twin.fault({{"kind", "status"}, {"status", 426}, {"every", true}});
    CHECK(at(handle.index("history", allow_stale).document(), "stale") == true);
    CHECK(handle.index("history").reason == "vip_required");
}

TEST_CASE("A deleted or damaged cache folder costs only time", "[read]") {
    const TwinProcess twin({"--plays", "30"});
    const TempFolder folder;
    const json::object config = in_folder(config_for(twin), folder);
    {
        Handle handle(config);
        REQUIRE(handle.index("history").summary() == "OK");
    }
    std::size_t spoiled = 0;
    const bool remove = GENERATE(true, false);
    if (remove) {
        spoiled = std::filesystem::remove_all(folder / "cache");
    } else {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "cache")) {
            if (!entry.is_regular_file()) continue;
            std::filesystem::resize_file(entry.path(), entry.file_size() / 2);
            ++spoiled;
        }
    }
    REQUIRE(spoiled > 0);
    Handle handle(config);
    CHECK(differs_from_truth(handle.index("history"), twin, "history") == "");
    twin.fault({{"kind", "status"}, {"every", true}});
    CHECK(handle.index("history", allow_stale).items().size() == 30);
}

TEST_CASE("With an unusable state_dir, create() fails with HOST state_unwritable", "[read]") {
    const TempFolder folder;
    std::ofstream(folder / "file") << "no folder";
    json::object config = config_for("http://127.0.0.1:9");
    config["state_dir"] = (folder / "file").string();
    syncmod_handle* handle = nullptr;
    syncmod_error error{};
    error.struct_size = sizeof error;
    CHECK(plugin().create(nullptr, json::serialize(config).c_str(), &handle, &error) == SYNCMOD_HOST);
    CHECK(std::string(error.reason) == "state_unwritable");
    CHECK(handle == nullptr);
}
