// Sends one change (add or remove) in chunks and finds the verdict of each piece from the answers. All features use it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "account/faulty_items.hpp"
#include "changes/classify.hpp"
#include "changes/intent.hpp"
#include "changes/write_progress.hpp"
#include "changes/write_report.hpp"
#include "changes/write_turn.hpp"
#include "support/log.hpp"
#include "trakt/api.hpp"

namespace mod_trakt::changes {

// A finding that the answer left open.
struct OpenFinding {
    Doubt doubt = Doubt::Counts;
    std::string hint, message;
    Verdict otherwise = Verdict::Unknown;  // for Doubt::Uncertain: the verdict if no request has applied it
    std::optional<std::int64_t> applied = std::nullopt;  // see Finding
    std::size_t answer = 0;                              // number of the answer; used only with `applied`
};

struct BulkWrite {
    Change change = Change::Add;
    std::string feature;  // for the log
    std::string path;     // "/sync/watchlist/remove"
    int chunk_size = 100;
    // The request body for some of the pieces. Here and below, pieces are indexes into the span that
    // send_in_chunks() gets.
    std::function<std::string(std::span<const std::size_t> pieces)> body;
    // See HeldBefore. May return nullopt.
    HeldBefore held_before = [](std::size_t) { return std::nullopt; };
    // True if sending the same again changes nothing at Trakt. If not, pieces of a refused chunk, or of one whose
    // outcome is not certain, are sent again only after `are_there` has shown that they were not applied.
    bool idempotent = true;
    // Whether the account has these pieces now, read back; nullopt: not known. Used if not idempotent; without this
    // function nothing is sent again.
    std::function<std::vector<std::optional<bool>>(std::span<const std::size_t> pieces)> are_there;
    // How long after its end Trakt may still apply a request: see settle() in bulk_write.cpp.
    std::int64_t settle_ms = 0;
    // Counts the requests of the whole call that Trakt has accepted; may be null.
    std::size_t* accepted = nullptr;
    // Trakt's message, once it has said that the account is full: then no other add of the call is sent. May be null.
    std::optional<std::string>* limit_reached = nullptr;
    account::FaultyItems* faulty = nullptr;  // null: no item is remembered
    // Called for each piece that was sent and that its answer does not decide, after the piece became `unknown`. If the
    // function is empty, a conflict counts as existing.
    std::function<void(std::size_t piece, const OpenFinding& open)> on_open;
    // Reads an answer. If the function is empty or returns nullopt, classify_answer() reads it.
    std::function<std::optional<std::vector<Finding>>(json::Value answer, std::span<const std::size_t> pieces)>
        classify;
    // Called for each finding of an answer. It may change the finding, or return true: then the piece stays open and
    // the caller of send_in_chunks() gives the verdict later.
    std::function<bool(std::size_t piece, Finding& finding)> take;
    // For inputs with several pieces: receives the finding of each piece instead of the report. Its owner sets the
    // verdict of an input when all its pieces have a finding.
    std::function<void(std::size_t piece, const Finding& finding)> record;
    WriteProgress* progress = nullptr;  // may be null
    WriteTurns* turns = nullptr;        // null: requests are sent without a turn
};

// The objects that send_in_chunks() works with. Everything is borrowed.
struct Sending {
    trakt::Api& api;
    WriteReport& report;
    const CallScope& scope;
    const Log& log;
};

// Sets the verdict of each piece's input. Returns false when the call has to end: then the report has the failure, and
// inputs of later chunks have no verdict yet. From the moment a request may leave, its inputs are `unknown` until the
// answer decides, even if an exception is thrown.
bool send_in_chunks(const BulkWrite& write, std::span<const Piece> pieces, const Sending& to);

// The requests that send_in_chunks() would send, for a dry run.
std::vector<PlannedRequest> plan_chunks(const BulkWrite& write, std::size_t pieces);

}  // namespace mod_trakt::changes
