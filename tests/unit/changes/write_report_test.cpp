#include "changes/write_report.hpp"

#include <catch2/catch.hpp>

#include "tests/support/thrown.hpp"

namespace mod_trakt::write_report_test {

using changes::Verdict;
using changes::WriteReport;

namespace {

struct Inputs {
    explicit Inputs(const char* items) : list(changes::parse_items(items, document, rules)) {}
    KeyRules rules;
    json::Document document;
    std::vector<changes::WriteInput> list;
};

constexpr const char* three =
    R"([{"type":"movie","ids":{"tmdb":1}},{"type":"movie","ids":{"tmdb":2}},{"type":"movie","ids":{"tmdb":3}}])";
constexpr const char* twice =
    R"([{"type":"movie","ids":{"tmdb":1}},{"type":"movie","ids":{"tmdb":1}},{"type":"movie","ids":{"tmdb":2}}])";

// One member of a document, as text.
std::string member(const std::string& document, std::string_view name) {
    json::Document parsed;
    REQUIRE_FALSE(parsed.parse(document));
    std::string text;
    json::Writer writer(text);
    writer.value(parsed.root()[name]);
    return text;
}

}  // namespace

TEST_CASE("Verdicts become counts, confirmed, skipped and unresolved", "[report]") {
    const Inputs inputs(
        R"([{"type":"movie","ids":{"tmdb":1}},{"type":"movie","ids":{"tmdb":2}},{"type":"movie","ids":{"tmdb":3}},
        {"type":"movie","ids":{"tmdb":4}},{"type":"movie","ids":{"tmdb":5}},{"type":"movie","ids":{"tmdb":6}},{"type":"movie","ids":{"tmdb":7}},
        {"type":"movie","ids":{"tmdb":8}},{"type":"movie","ids":{"tmdb":9}},{"type":"movie","ids":{"tmdb":10}}])");
    WriteReport report(inputs.list);
    const Verdict all[] = {Verdict::Added,    Verdict::Existing, Verdict::Updated, Verdict::Removed,
                           Verdict::Absent,   Verdict::NotFound, Verdict::Limit,   Verdict::Rejected,
                           Verdict::Deferred, Verdict::Unknown};
    for (std::size_t i = 0; i < 10; ++i) report.set(i, all[i]);
    const std::string text = report.render();
    CHECK(member(text, "ok") == "true");
    CHECK(member(text, "count") == "3");
    CHECK(member(text, "confirmed_keys") == R"(["tmdb:1","tmdb:3","tmdb:4"])");
    CHECK(member(text, "skipped_keys") == R"(["tmdb:2","tmdb:5"])");
    CHECK(member(text, "error") == "null");
    for (const char* word : {"not_found", "limit", "rejected", "deferred", "unknown"})
        CHECK(member(text, "unresolved").find("\"hint\":\"" + std::string(word) + "\"") != std::string::npos);
}

TEST_CASE("There is exactly one result for each input, in the order of the inputs", "[report]") {
    const Inputs inputs(three);
    WriteReport report(inputs.list);
    report.set(2, Verdict::Limit, "trakt_limit", "full");
    report.set(0, Verdict::Added);
    report.set_event_key(0, "tmdb:1@60");
    report.fail({.status = Status::Cancelled, .reason = "cancelled", .message = "stopped"});
    report.conclude();
    CHECK(member(report.render(), "results") ==
          R"([{"index":0,"key":"tmdb:1","event_key":"tmdb:1@60","verdict":"added","hint":null,"message":null},)"
          R"({"index":1,"key":"tmdb:2","verdict":"deferred","hint":"cancelled","message":"not sent: stopped"},)"
          R"({"index":2,"key":"tmdb:3","verdict":"limit","hint":"trakt_limit","message":"full"}])");
}

TEST_CASE("A certain verdict is never replaced, and replaces an unknown one", "[report]") {
    const Inputs inputs(three);
    WriteReport report(inputs.list);
    CHECK_FALSE(report.verdict(0).has_value());
    report.set(0, Verdict::Added);
    report.set(0, Verdict::Unknown, "http:500", "later");
    report.set(0, Verdict::Rejected, "http:400", "later still");
    report.set(1, Verdict::Unknown, "http:502", "first");
    report.set(1, Verdict::Unknown, "http:500", "second");
    CHECK(report.verdict(1) == Verdict::Unknown);
    report.set(1, Verdict::Existing);
    report.set(2, Verdict::Unknown, "http:502", "first");
    report.set(2, Verdict::Unknown, "http:500", "second");
    report.fail({.status = Status::Network, .reason = "timeout", .message = "too late"});
    report.conclude();
    CHECK(report.verdict(0) == Verdict::Added);
    CHECK(report.verdict(1) == Verdict::Existing);
    CHECK(member(report.render(), "results").find(R"("verdict":"unknown","hint":"http:502","message":"first")") !=
          std::string::npos);
}

TEST_CASE("From the moment a request may leave, its inputs are unknown until its outcome is known", "[report]") {
    const Inputs inputs(three);
    WriteReport report(inputs.list);
    for (std::size_t i = 0; i < 3; ++i) report.begin_sending(i);
    CHECK(report.verdict(1) == Verdict::Unknown);
    report.set(0, Verdict::Added);
    report.end_sending(2);  // it was refused before anything was applied
    CHECK_FALSE(report.verdict(2).has_value());
    report.fail({.status = Status::NoMemory, .reason = "no_memory", .message = "out of memory"});
    report.conclude();
    CHECK(report.verdict(0) == Verdict::Added);
    CHECK(report.verdict(1) == Verdict::Unknown);
    CHECK(report.verdict(2) == Verdict::Deferred);
    const std::string results = member(report.render(), "results");
    CHECK(results.find("sent, but it is not known whether it was applied: out of memory") != std::string::npos);
    CHECK(results.find("not sent: out of memory") != std::string::npos);
}

TEST_CASE("An input of two requests stays unknown until both are accounted for", "[report]") {
    const Inputs inputs(three);
    WriteReport report(inputs.list);
    report.begin_sending(0);
    report.begin_sending(0);
    report.end_sending(0);
    CHECK(report.verdict(0) == Verdict::Unknown);
    report.end_sending(0);
    CHECK_FALSE(report.verdict(0).has_value());
}

TEST_CASE("Without a failure an input that got no verdict is unknown, never deferred", "[report]") {
    const Inputs inputs(three);
    WriteReport report(inputs.list);
    report.set(1, Verdict::Added);
    report.conclude();
    CHECK(report.verdict(0) == Verdict::Unknown);
    CHECK(member(report.render(), "results").find(R"("hint":"internal")") != std::string::npos);
}

TEST_CASE("A key is confirmed or skipped only if all its inputs have verdicts of one class", "[report]") {
    const Inputs inputs(twice);
    SECTION("all applied: once in confirmed_keys") {
        WriteReport report(inputs.list);
        for (std::size_t i = 0; i < 3; ++i) report.set(i, Verdict::Added);
        CHECK(member(report.render(), "confirmed_keys") == R"(["tmdb:1","tmdb:2"])");
        CHECK(member(report.render(), "count") == "3");
    }
    SECTION("applied and already so: unresolved as mixed") {
        WriteReport report(inputs.list);
        report.set(0, Verdict::Added);
        report.set(1, Verdict::Existing);
        report.set(2, Verdict::Added);
        const std::string text = report.render();
        CHECK(member(text, "confirmed_keys") == R"(["tmdb:2"])");
        CHECK(member(text, "skipped_keys") == "[]");
        CHECK(
            member(text, "unresolved") ==
            R"([{"key":"tmdb:1","item":{"type":"movie","title":null,"year":null,"ids":{"tmdb":"1"}},"hint":"mixed"},)"
            R"({"key":"tmdb:1","item":{"type":"movie","title":null,"year":null,"ids":{"tmdb":"1"}},"hint":"mixed"}])");
        CHECK(member(text, "count") == "2");
    }
    SECTION("applied and failed: unresolved, the failed one with its own hint") {
        WriteReport report(inputs.list);
        report.set(0, Verdict::Added);
        report.set(1, Verdict::Limit, "trakt_limit");
        report.set(2, Verdict::Existing);
        const std::string text = report.render();
        CHECK(member(text, "confirmed_keys") == "[]");
        CHECK(member(text, "skipped_keys") == R"(["tmdb:2"])");
        CHECK(member(text, "unresolved").find("\"mixed\"") != std::string::npos);
        CHECK(member(text, "unresolved").find("\"trakt_limit\"") != std::string::npos);
    }
}

TEST_CASE("Unresolved entries are in the order in which their verdicts were found", "[report]") {
    const Inputs inputs(three);
    WriteReport report(inputs.list);
    report.set(2, Verdict::Rejected, "missing ids");
    report.set(0, Verdict::Limit, "trakt_limit");
    report.set(1, Verdict::Unknown, "http:500");
    const std::string unresolved = member(report.render(), "unresolved");
    CHECK(unresolved.find("missing ids") < unresolved.find("trakt_limit"));
    CHECK(unresolved.find("trakt_limit") < unresolved.find("http:500"));
}

TEST_CASE("An unresolved entry shows the item that Trakt refused, else the reduced input, else the input itself",
          "[report]") {
    const Inputs inputs(
        R"([{"type":"Movies","title":"T","ids":{"tmdb":"1"},"extra":1},{"type":"movie","ids":{"tmdb":2}},[1.0]])");
    WriteReport report(inputs.list);
    report.set(0, Verdict::Deferred);
    report.set(1, Verdict::NotFound, "not_found", "no", R"({"type":"movie","sent":true})");
    report.set(2, Verdict::Rejected, "invalid item");
    CHECK(member(report.render(), "unresolved") ==
          R"([{"key":"tmdb:1","item":{"type":"movie","title":"T","year":null,"ids":{"tmdb":"1"}},"hint":"deferred"},)"
          R"({"key":"tmdb:2","item":{"type":"movie","sent":true},"hint":"not_found"},)"
          R"({"key":"","item":[1.0],"hint":"invalid item"}])");
}

TEST_CASE("An input without a key is in no list of keys", "[report]") {
    const Inputs inputs("[5]");
    WriteReport report(inputs.list);
    report.set(0, Verdict::Rejected, "invalid item");
    CHECK(member(report.render(), "confirmed_keys") == "[]");
    CHECK(member(report.render(), "skipped_keys") == "[]");
}

TEST_CASE("A follower gets the verdict of the first input, whenever that is set", "[report]") {
    const Inputs inputs(three);
    SECTION("a verdict of its own") {
        WriteReport report(inputs.list);
        report.follow(1, 0);
        report.set(0, Verdict::Limit, "trakt_limit", "full");
        report.set(2, Verdict::Added);
        report.conclude();
        CHECK(report.verdict(1) == Verdict::Limit);
    }
    SECTION("sent when the call broke off: unknown, not deferred") {
        WriteReport report(inputs.list);
        report.follow(2, 0);
        report.begin_sending(0);
        report.fail({.status = Status::NoMemory, .reason = "no_memory", .message = "out of memory"});
        report.conclude();
        CHECK(report.verdict(0) == Verdict::Unknown);
        CHECK(report.verdict(2) == Verdict::Unknown);
        CHECK(report.verdict(1) == Verdict::Deferred);
    }
    SECTION("not sent: deferred as well") {
        WriteReport report(inputs.list);
        report.follow(2, 0);
        report.fail({.status = Status::Network, .reason = "offline", .message = "nobody there"});
        report.conclude();
        CHECK(report.verdict(2) == Verdict::Deferred);
    }
}

TEST_CASE("A failure makes the report not ok and keeps every verdict; the first failure stays", "[report]") {
    const Inputs inputs(three);
    WriteReport report(inputs.list);
    report.set(0, Verdict::Added);
    report.fail({.status = Status::Network, .reason = "timeout", .message = "the first"});
    report.fail({.status = Status::Cancelled, .reason = "cancelled", .message = "the second"});
    report.conclude();
    const std::string text = report.render();
    CHECK(member(text, "ok") == "false");
    CHECK(member(text, "error") == "\"the first\"");
    CHECK(member(text, "confirmed_keys") == R"(["tmdb:1"])");
    CHECK(report.failure()->status == Status::Network);
}

TEST_CASE("An empty write is an empty success", "[report]") {
    const Inputs inputs("[]");
    CHECK(WriteReport(inputs.list).render() ==
          R"({"ok":true,"count":0,"confirmed_keys":[],"skipped_keys":[],"unresolved":[],"results":[]})");
}

TEST_CASE("A dry run counts inputs and shows requests", "[report]") {
    const Inputs inputs(three);
    WriteReport report(inputs.list);
    for (std::size_t i = 0; i < 3; ++i) report.set(i, Verdict::Unknown);
    report.plan({"POST", "/sync/history", R"({"ids":[1]})"});
    const std::string text = report.render_dry_run();
    CHECK(member(text, "count") == "3");
    CHECK(member(text, "dry_run") == "true");
    CHECK(member(text, "requests") == R"([{"method":"POST","path":"/sync/history","body":{"ids":[1]}}])");
    CHECK(member(text, "confirmed_keys") == "null");
}

TEST_CASE("Items that are not a JSON array are refused as a whole, with the position of the error", "[report]") {
    const auto refused = [](const char* items) { return test::thrown_by([&] { Inputs inputs(items); }); };
    for (const char* items : {"{}", "null", "5", "\"[]\"", "", "[1", "[{\"ids\":\"\xFF\"}]"}) {
        INFO(items);
        CHECK(test::outline(refused(items)) == "INVALID_ARGUMENT bad_items");
    }
    CHECK(refused(R"([{},{"ids":{"tmdb":NaN}}])").message.find("(items[1].ids.tmdb)") != std::string::npos);
}

}  // namespace mod_trakt::write_report_test
