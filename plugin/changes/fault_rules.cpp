// Distinguishes an item that makes the server fail from a server that fails by itself.
#include "changes/fault_rules.hpp"

namespace mod_trakt::changes {
namespace {

// A chunk that was halved so often because of server faults, while no request succeeded, ends the call.
constexpr int most_halvings = 4;
// After so many requests with exactly the same pieces and no certain outcome, these are not sent again.
constexpr int most_uncertain = 2;

}  // namespace

FaultRules::Next FaultRules::next(Chunk& chunk, const Error& error, std::size_t accepted, bool is_known) {
    const bool is_fault = error.http_status >= 500;
    for (const std::size_t piece : chunk.pieces) accepted_at_first_.try_emplace(piece, accepted);
    if (is_fault && !chunk.is_alone()) {
        if (chunk.halvings == most_halvings && accepted == 0) return Next::EndCall;
        ++chunk.halvings;
        return Next::SendHalves;
    }
    if (is_fault && is_known) return Next::Reject;
    if (++chunk.uncertain < most_uncertain) return Next::SendAgain;
    if (!is_fault) return Next::EndCall;
    if (accepted > accepted_at_first_[chunk.pieces.front()]) return Next::Reject;
    why_deferred_ = error;
    return Next::Defer;
}

}  // namespace mod_trakt::changes
