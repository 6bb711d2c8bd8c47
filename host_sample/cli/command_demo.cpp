// demo: all operations on one account. It adds one play, one rating and one watchlist entry, shows that they are in the
// index, and removes them. It succeeds only if every step succeeds.
#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <map>
#include <vector>

#include "cli/commands.hpp"
#include "cli/demo_items.hpp"
#include "cli/open_plugin.hpp"
#include "lib/cancel.hpp"
#include "lib/health_report.hpp"
#include "lib/index_summary.hpp"
#include "lib/text.hpp"
#include "lib/write_report.hpp"

namespace syncmod_host {
namespace {

namespace json = boost::json;

constexpr std::int64_t cleanup_limit_ms = 30'000;
constexpr const char* demo_features[] = {"watchlist", "ratings", "history"};

[[noreturn]] void fail(std::string reason, std::string message) {
    throw Fatal(exit_failed, {.status = SYNCMOD_HOST, .reason = std::move(reason), .message = std::move(message)});
}

std::string as_array(const json::object& item) { return json::serialize(json::array{item}); }

// The result of one read of a feature.
struct Reading {
    IndexItems items;
    std::uint64_t skipped = 0;
    std::string detail;  // counts and time, for the user
};

class Demo {
public:
    Demo(const Options& options, Output& output) : plugin_(options), output_(output) {}

    // Runs all steps. Throws Fatal at the first step that fails.
    void run() {
        step("Identity and capabilities", [&] { return identity(); });
        step("Health", [&] { return health(); });
        for (const char* feature : demo_features)
            step(std::string("Index of ") + feature, [&] { return first_index(feature); });
        choose_items();
        step("Dry run: add a play", [&] { return dry_run(); });
        for (const char* feature : demo_features) step(std::string("Add to ") + feature, [&] { return add(feature); });
        for (const char* feature : demo_features)
            step(std::string("Index of ") + feature + " again", [&] { return index_with(feature); });
        for (const char* feature : demo_features)
            step(std::string("Remove from ") + feature, [&] { return remove(feature); });
        for (const char* feature : demo_features)
            step(std::string("Index of ") + feature + " at the end", [&] { return index_without(feature); });
        output_.say("\nAll steps took " + counted(requests(), "request") + " (counted by the event api:hit).\n");
    }

    // Must be called after a failure: removes what was added, so that the account is as before.
    void clean_up() {
        if (added_.empty()) return;
        plugin_.handle().ignore_cancel_for_cleanup(cleanup_limit_ms);
        for (const auto& [feature, item] : added_) {
            const Reply reply = plugin_.handle().remove(feature, as_array(item), 0);
            const bool gone = reply.ok() && read_write_report(reply.document.text()).all_good();
            std::fprintf(stderr, "demo: %s from %s: %s\n", printable(item_title(item)).c_str(), feature.c_str(),
                         gone ? "removed again" : "could not be removed; remove it at the service");
        }
    }

    std::string result() const { return json::serialize(json::object{{"steps", steps_}, {"requests", requests()}}); }

private:
    template <typename Act>
    void step(const std::string& name, Act&& act) {
        output_.say("\n" + std::to_string(steps_.size() + 1) + ". " + name + "\n");
        if (cancel_requested())
            throw Fatal(exit_failed,
                        {.status = SYNCMOD_CANCELLED, .reason = "cancelled", .message = "stopped before: " + name});
        const std::uint64_t before = requests();
        json::object entry{{"name", name}, {"ok", false}};
        try {
            const std::string detail = act();
            output_.say(detail);
            entry["ok"] = true;
            entry["requests"] = requests() - before;
            steps_.push_back(entry);
        } catch (...) {
            entry["requests"] = requests() - before;
            steps_.push_back(entry);
            throw;
        }
        output_.say("   [" + counted(requests() - before, "request") + "]\n");
    }

    std::uint64_t requests() const { return plugin_.services().events("api:hit"); }

    std::string identity() {
        const PluginInfo& info = plugin_.info();
        for (const char* feature : demo_features) {
            const auto* offered = info.features.if_contains(feature);
            if (offered == nullptr || *offered != json::value(true))
                fail("feature_missing", info.name + " does not offer " + feature + ", which the demo needs");
        }
        return "   " + info.label + " (" + info.name + ") " + info.version + ", ABI " + abi_text(info.abi_version) +
               "\n   features: " + printable(json::serialize(info.features)) +
               "\n   capabilities: " + printable(json::serialize(info.capabilities)) + "\n";
    }

    std::string health() {
        const Reply reply = plugin_.handle().health();
        if (!reply.ok()) throw Fatal(exit_failed, reply.problem);
        const HealthReport report = read_health(reply.document.text());
        if (!report.usable()) fail("not_healthy", "health says " + report.status);
        return "   " + report.text;
    }

    Reading read_index(const std::string& feature) {
        const auto start = std::chrono::steady_clock::now();
        const Reply reply = plugin_.handle().index(feature, 0);
        if (!reply.ok()) throw Fatal(exit_failed, reply.problem);
        const IndexSummary summary = summarize_index(reply.document.text());
        if (!summary.complete.value_or(false)) fail("incomplete", "the index of " + feature + " is not complete");
        json::value document = json::parse(reply.document.text());
        char elapsed[32];
        std::snprintf(elapsed, sizeof elapsed, "%.2f s",
                      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        std::string detail = "   " + index_counts(summary.count, summary.skipped) + ", complete, in " + elapsed + "\n";
        if (summary.skipped > 0) detail += "   " + skipped_note(summary.skipped) + "\n";
        return {std::move(document.at("items").as_object()), summary.skipped, std::move(detail)};
    }

    std::string first_index(const std::string& feature) { return (before_[feature] = read_index(feature)).detail; }

    void choose_items() {
        // A title in a skipped row seems not to be in the account: the demo could choose it, and later remove the entry
        // or rating that the account had before.
        for (const char* list : {"watchlist", "ratings"})
            if (before_[list].skipped > 0)
                fail("cannot_choose", std::string("nothing was changed: with skipped rows in the index of ") + list +
                                          " the demo cannot choose titles safely; try again later");
        const IndexItems& history = before_["history"].items;
        const IndexItems& watchlist = before_["watchlist"].items;
        const auto play = choose_play(history, watchlist, std::chrono::system_clock::now());
        if (!play) fail("nothing_to_show", "the history holds no movie or episode that the demo could watch again");
        auto entry = choose_unlisted(history, watchlist, *play);
        // Not the title for the watchlist, because a service may remove rated titles from the watchlist.
        auto rating = entry ? choose_unlisted(history, before_["ratings"].items, *entry) : std::nullopt;
        if (!rating) fail("nothing_to_show", "every watched movie and show is on the watchlist or rated already");
        (*rating)["rating"] = 7;
        chosen_ = {{"history", *play}, {"watchlist", *entry}, {"ratings", *rating}};
    }

    std::string dry_run() {
        const Reply reply = plugin_.handle().add("history", as_array(chosen_["history"]), SYNCMOD_CALL_DRY_RUN);
        if (!reply.ok()) throw Fatal(exit_failed, reply.problem);
        const WriteReport report = read_write_report(reply.document.text());
        if (!report.dry_run || report.items.size() != 1 || !report.all_good())
            fail("dry_run_failed", "the dry run did not report exactly the one item that it got");
        return "   " + title("history") + "\n" + report.text();
    }

    std::string add(const std::string& feature) {
        const json::object& item = chosen_[feature];
        // Noted before the call, because clean_up() must also remove an item whose answer was lost.
        added_[feature] = item;
        const WriteReport::Item verdict = only_verdict(plugin_.handle().add(feature, as_array(item), 0));
        // The demo must not remove what the account had before.
        if (verdict.verdict == "existing" || verdict.verdict == "updated") added_.erase(feature);
        expect(verdict, "added");
        return "   added: " + title(feature) + "\n";
    }

    std::string index_with(const std::string& feature) {
        const Reading now = read_index(feature);
        const json::object* found = find_item(now.items, chosen_[feature]);
        if (found == nullptr)
            fail("not_arrived", title(feature) + " was added, but is not in the index of " + feature +
                                    (now.skipped > 0 ? "; it may be one of the rows that were skipped" : ""));
        expect_nothing_lost(feature, now);
        // The item from the index, because its private members identify exactly this play.
        added_[feature] = *found;
        return now.detail + "   it holds: " + title(feature) + "\n";
    }

    std::string remove(const std::string& feature) {
        expect(only_verdict(plugin_.handle().remove(feature, as_array(added_[feature]), 0)), "removed");
        return "   removed: " + title(feature) + "\n";
    }

    std::string index_without(const std::string& feature) {
        const Reading now = read_index(feature);
        if (find_item(now.items, chosen_[feature]) != nullptr)
            fail("not_removed", title(feature) + " was removed, but is still in the index of " + feature);
        added_.erase(feature);
        expect_nothing_lost(feature, now);
        return now.detail + "   it no longer holds: " + title(feature) +
               (now.skipped > 0 ? " (no proof, because rows were skipped)" : "") + "\n";
    }

    static WriteReport::Item only_verdict(const Reply& reply) {
        if (!reply.ok()) throw Fatal(exit_failed, reply.problem);
        const WriteReport report = read_write_report(reply.document.text());
        if (report.items.size() != 1) fail("bad_result", "the report does not have exactly one verdict");
        return report.items.front();
    }

    static void expect(const WriteReport::Item& item, const std::string& verdict) {
        if (item.verdict != verdict)
            fail("unexpected_verdict",
                 "expected " + verdict + ", the plugin said " + item.verdict + " " + item.hint + " " + item.message);
    }

    void expect_nothing_lost(const std::string& feature, const Reading& now) {
        if (now.skipped > 0) return;
        for (const auto& [key, item] : before_[feature].items)
            if (!now.items.contains(key))
                fail("lost_item", std::string(key) + " vanished from the index of " + feature);
    }

    std::string title(const std::string& feature) {
        const json::object& item = chosen_[feature];
        std::string text = printable(item_title(item));
        if (const auto* at = item.if_contains("watched_at")) text += ", watched at " + std::string(at->get_string());
        if (const auto* rating = item.if_contains("rating")) text += ", rated " + json::serialize(*rating);
        return text;
    }

    OpenPlugin plugin_;
    Output& output_;
    json::array steps_;
    std::map<std::string, Reading> before_;
    std::map<std::string, json::object> chosen_;
    std::map<std::string, json::object> added_;
};

}  // namespace

int command_demo(const Options& options, Output& output) {
    Demo demo(options, output);
    try {
        demo.run();
    } catch (const Fatal& fatal) {
        output.failure(fatal.problem(), demo.result());
        demo.clean_up();
        return fatal.exit_code();
    }
    output.success(demo.result());
    return exit_ok;
}

}  // namespace syncmod_host
