// Sends one kind of change in chunks and settles the verdict of everything sent: what every feature's writer shares.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "changes/classify.hpp"
#include "changes/intent.hpp"
#include "changes/write_progress.hpp"
#include "changes/write_report.hpp"
#include "support/log.hpp"
#include "trakt/api.hpp"

namespace mod_trakt::changes {

struct BulkWrite {
    Change change = Change::Add;
    std::string feature;  // for the log
    std::string path;     // "/sync/watchlist/remove"
    int chunk_size = 100;
    // The body for some of the pieces. Here and below a piece goes by its place among all that are sent.
    std::function<std::string(std::span<const std::size_t> pieces)> body;
    // See HeldBefore. May answer nullopt.
    HeldBefore held_before = [](std::size_t) { return std::nullopt; };
    // Sending the same again changes nothing at Trakt, so a chunk that was refused as a conflict may be sent in halves.
    bool idempotent = true;
    // Reads an answer; empty, or nullopt: as classify_answer does.
    std::function<std::optional<std::vector<Finding>>(json::Value answer, std::span<const std::size_t> pieces)>
        classify;
    // The writer's say in what an answer tells of a piece: it may change the finding, or take it over (true): then the
    // piece is still open and the writer sees to its verdict.
    std::function<bool(std::size_t piece, Finding& finding)> take;
    // For inputs of several pieces: hears what became of each piece instead of the report, to which the writer gives a
    // verdict when it knows the fate of all of them.
    std::function<void(std::size_t piece, const Finding& finding)> record;
    WriteProgress* progress = nullptr;  // may be null
};

// With what and for whom chunks are sent. Everything is borrowed.
struct Sending {
    trakt::Api& api;
    WriteReport& report;
    const CallScope& scope;
    const Log& log;
};

// Gives each piece's input a verdict. Returns false when the call has to end (the report then carries the failure, and
// inputs that were not reached have no verdict yet). From the moment a request may leave, its inputs are `unknown`
// until something is known of them, whatever is thrown.
bool send_in_chunks(const BulkWrite& write, std::span<const Piece> pieces, const Sending& to);

// What a dry run shows of the same write.
std::vector<PlannedRequest> plan_chunks(const BulkWrite& write, std::size_t pieces);

// {"type","title":null,"year":null,"ids"...}: how a thing that Trakt refused stands in `unresolved`.
std::string reduced_item_json(const MediaRef& ref);

}  // namespace mod_trakt::changes
