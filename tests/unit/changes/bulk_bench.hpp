// A write of movies in chunks against scripted answers.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "changes/bulk_write.hpp"
#include "tests/support/thrown.hpp"
#include "tests/support/wire.hpp"

namespace mod_trakt::test {

// Movies 0..n-1, one piece each; the body is the list of their numbers.
struct BulkBench {
    BulkBench(std::size_t n, std::vector<http::Outcome> outcomes, Change change = Change::Add, int chunk_size = 4)
        : wire(std::move(outcomes)), inputs(parse(n)), report(inputs) {
        write.change = change;
        write.progress = &progress;
        write.feature = "watchlist";
        write.path = change == Change::Add ? "/sync/watchlist" : "/sync/watchlist/remove";
        write.chunk_size = chunk_size;
        write.body = [](std::span<const std::size_t> chunk) {
            std::string text;
            for (const std::size_t piece : chunk) text += std::to_string(piece);
            return text;
        };
        for (std::size_t i = 0; i < n; ++i) {
            MovieRef ref;
            ref.ids.set(IdKey::Tmdb, std::to_string(i + 1));
            changes::Intent& intent = intents.emplace_back();
            intent.input = i;
            intent.title = ref;
        }
        for (const changes::Intent& intent : intents) pieces.push_back({&intent, 0});
    }
    std::vector<changes::WriteInput> parse(std::size_t n) {
        std::string items = "[";
        for (std::size_t i = 0; i < n; ++i)
            items += std::string(i > 0 ? "," : "") + R"({"type":"movie","ids":{"tmdb":)" + std::to_string(i + 1) + "}}";
        return changes::parse_items(items + "]", document, rules);
    }

    bool send() {
        progress.expect(pieces.size());
        return changes::send_in_chunks(write, pieces, {wire.api, report, scope, wire.log});
    }
    std::vector<std::string> bodies() const {
        std::vector<std::string> list;
        for (const auto& sent : wire.transport.sent) list.push_back(sent.request.body);
        return list;
    }
    // "added added -": a dash is an input without a verdict.
    std::string verdicts() const {
        std::string text;
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            if (i > 0) text += ' ';
            const auto verdict = report.verdict(i);
            text += verdict ? changes::verdict_name(*verdict) : "-";
        }
        return text;
    }
    std::string failure() const { return report.failure() ? outline(*report.failure()) : "none"; }
    // The hint of an input's result.
    std::string hint(std::size_t input) {
        report.conclude();
        json::Document parsed;
        REQUIRE_FALSE(parsed.parse(report.render()));
        std::size_t i = 0;
        for (const json::Value result : parsed.root()["results"].elements())
            if (i++ == input) return std::string(result["hint"].text());
        return "no such input";
    }

    KeyRules rules;
    json::Document document;
    Wire wire;
    CallScope scope = wire.scope();
    std::vector<changes::WriteInput> inputs;
    changes::WriteReport report;
    changes::BulkWrite write;
    changes::WriteProgress progress{Change::Add, "watchlist", scope};
    std::vector<changes::Intent> intents;
    std::vector<changes::Piece> pieces;
};

inline http::Outcome added(int n) { return answer(201, R"({"added":{"movies":)" + std::to_string(n) + "}}"); }
using Bodies = std::vector<std::string>;

}  // namespace mod_trakt::test
