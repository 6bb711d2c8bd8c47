// The whole provider on a scripted network: a test sets the lists and the answers to POSTs, and sees all requests.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "module/trakt_module.hpp"
#include "support/json/value.hpp"
#include "support/json/writer.hpp"
#include "tests/support/collecting_log.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/scripted_transport.hpp"

namespace mod_trakt::test {

class ModuleBench {
public:
    // `more` is added to the configuration's block, e.g. R"(,"history_collection":true)". `files`: null for the
    // system's.
    explicit ModuleBench(const std::string& more = {}, const std::string& outside = {},
                         std::unique_ptr<state::Files> files = nullptr) {
        // Ten days before the clock's time, so the stamps are mature.
        const std::string at = R"(":"2026-09-01T00:00:00.000Z")";
        const std::string watched = "\"watched_at" + at, rated = "\"rated_at" + at, listed = "\"watchlisted_at" + at;
        lists["/sync/last_activities"] = "{\"movies\":{" + watched + "," + rated + "," + listed + "},\"shows\":{" +
                                         rated + "," + listed + "},\"seasons\":{" + rated + "," + listed +
                                         "},\"episodes\":{" + watched + "," + rated + "," + listed +
                                         "},\"watchlist\":{\"updated_at" + at + "}}";
        lists["/users/settings"] =
            R"({"user":{"vip":false,"ids":{"uuid":"0f1e2d3c"}},"browsing":{"watch_only_once":false},)"
            R"("limits":{"watchlist":{"item_count":250}}})";
        for (const char* path :
             {"/sync/history/movies", "/sync/history/episodes", "/sync/watchlist", "/sync/ratings/movies",
              "/sync/ratings/shows", "/sync/ratings/seasons", "/sync/ratings/episodes"})
            lists[path] = "[]";
        ModuleServices services;
        auto own_clock = std::make_unique<FakeClock>();
        auto own_log = std::make_unique<CollectingLog>();
        auto own_transport = std::make_unique<ScriptedTransport>([this](const http::Request& r) { return serve(r); });
        clock = own_clock.get();
        log = own_log.get();
        transport = own_transport.get();
        services.clock = std::move(own_clock);
        services.log = std::move(own_log);
        services.transport = std::move(own_transport);
        services.files = std::move(files);
        const std::string config =
            R"({"trakt":{"client_id":"id","access_token":"token","api_url":"http://127.0.0.1:1","auth_url":"http://127.0.0.1:1",)"
            R"("max_retries":1,"rate_limit":{"get_per_5min":0,"post_per_sec":0,"burst":0})" +
            more + "}" + outside + "}";
        module = std::make_unique<TraktModule>(std::move(services), parse_config(config));
    }

    CallScope scope() { return CallScope(*clock, &cancel, 0); }
    CallScope dry() {
        CallScope scope = this->scope();
        scope.dry_run = true;
        return scope;
    }

    std::string index(std::string_view feature) { return index(feature, scope()); }
    std::string index(std::string_view feature, const CallScope& allowed) {
        return std::string(module->build_index(feature, allowed).text);
    }

    // Simulates a change at Trakt: sets all stamps of last_activities to the start of this day, e.g. "2026-09-02".
    void move_stamps(const std::string& day) {
        std::string& text = lists["/sync/last_activities"];
        for (std::size_t at = text.find("2026-09-"); at != std::string::npos; at = text.find("2026-09-", at + 1))
            text.replace(at, day.size(), day);
        clock->advance(60'000);  // longer than the former stamps are cached
    }

    // Appends an answer for POSTs to this path.
    void answer_post(const std::string& path, http::Outcome outcome) { posts[path].push_back(std::move(outcome)); }
    void answer_post(const std::string& path, const std::string& body) {
        answer_post(path, http::Outcome(answer(201, body)));
    }

    // Returns the verdicts of this write, such as "added existing", each with its hint after a colon if there is one.
    std::string add(std::string_view feature, std::string_view items) {
        return take(module->add(feature, items, scope()));
    }
    std::string remove(std::string_view feature, std::string_view items) {
        return take(module->remove(feature, items, scope()));
    }
    std::string take(WriteOutcome done) {
        last = std::move(done);
        json::Document document;
        if (document.parse(last.document)) return "no document";
        std::string text;
        for (const json::Value result : document.root()["results"].elements()) {
            if (!text.empty()) text += ' ';
            text += result["verdict"].text();
            if (const auto hint = result["hint"].string(); hint && *hint != result["verdict"].text())
                text += ":" + std::string(*hint);
        }
        return text;
    }
    // A member of the last write's document, as JSON text.
    std::string member(std::string_view name) const {
        json::Document document;
        if (document.parse(last.document)) return "no document";
        std::string text;
        json::Writer writer(text);
        writer.value(document.root()[name]);
        return text;
    }
    std::string message(std::size_t input) const {
        json::Document document;
        if (document.parse(last.document)) return "no document";
        std::size_t i = 0;
        for (const json::Value result : document.root()["results"].elements())
            if (i++ == input) return std::string(result["message"].text());
        return "no such input";
    }

    // The bodies that were posted to a path, in order.
    std::vector<std::string> posted(std::string_view path) const {
        std::vector<std::string> bodies;
        for (const auto& sent : transport->sent)
            if (sent.request.method == http::Method::Post && path_in(sent.request.url) == path)
                bodies.push_back(sent.request.body);
        return bodies;
    }
    std::size_t asked(std::string_view path) const {
        std::size_t count = 0;
        for (const auto& sent : transport->sent)
            if (sent.request.method == http::Method::Get && path_in(sent.request.url) == path) ++count;
        return count;
    }

    std::map<std::string, std::string> lists;  // the answers to GETs, by path; a JSON array is one page
    std::map<std::string, std::vector<http::Outcome>> posts;
    std::function<std::optional<http::Outcome>(const http::Request&)>
        odd;  // if it returns an answer, that is used instead of the lists
    std::int32_t cancel = 0;
    FakeClock* clock = nullptr;
    CollectingLog* log = nullptr;
    ScriptedTransport* transport = nullptr;
    std::unique_ptr<TraktModule> module;
    WriteOutcome last;

    static std::string path_in(const std::string& url) {
        const std::size_t begin = url.find('/', 8);
        return url.substr(begin, url.find('?') - begin);
    }

private:
    // "movie" of "/sync/watchlist/movies"
    static std::optional<std::string> watchlist_type_in(const std::string& path) {
        const std::string base = "/sync/watchlist/";
        if (!path.starts_with(base) || !path.ends_with('s')) return std::nullopt;
        return path.substr(base.size(), path.size() - base.size() - 1);
    }
    // Answers with the rows of one type of the watchlist.
    http::Outcome answer_type(const std::string& type) {
        json::Document document;
        if (document.parse(lists["/sync/watchlist"])) throw std::logic_error("the test's watchlist is not JSON");
        std::string text;
        json::Writer writer(text);
        writer.begin_array();
        std::size_t rows = 0;
        for (const json::Value row : document.root().elements())
            if (row["type"].text() == type) writer.value(row), ++rows;
        writer.end_array();
        return answer(200, text,
                      {{"X-Pagination-Page-Count", "1"},
                       {"X-Pagination-Limit", "250"},
                       {"X-Pagination-Item-Count", std::to_string(rows)}});
    }
    http::Outcome serve(const http::Request& request) {
        if (odd)
            if (auto outcome = odd(request)) return *std::move(outcome);
        const std::string path = path_in(request.url);
        if (request.method == http::Method::Post) {
            auto& answers = posts[path];
            if (answers.empty()) return answer(500, "", {{"x-test", "no answer was prepared for this POST"}});
            http::Outcome outcome = std::move(answers.front());
            answers.erase(answers.begin());
            return outcome;
        }
        if (const auto type = watchlist_type_in(path); type && !lists.contains(path)) return answer_type(*type);
        const auto found = lists.find(path);
        if (found == lists.end()) return answer(404);
        if (!found->second.starts_with('[')) return answer(200, found->second);
        json::Document document;
        if (document.parse(found->second)) throw std::logic_error("the test's list is not JSON: " + path);
        const std::string count = std::to_string(document.root().size());
        return answer(
            200, found->second,
            {{"X-Pagination-Page-Count", "1"}, {"X-Pagination-Limit", "250"}, {"X-Pagination-Item-Count", count}});
    }
};

}  // namespace mod_trakt::test
