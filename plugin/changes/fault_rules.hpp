// Decides what to do with a chunk whose outcome was not certain, and that may be sent again (SETTLE-4).
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

#include "changes/chunk.hpp"
#include "support/error.hpp"

namespace mod_trakt::changes {

// One object serves the pieces of one send_in_chunks().
class FaultRules {
public:
    enum class Next : std::uint8_t {
        SendAgain,
        SendHalves,
        Reject,  // the only piece is the cause
        Defer,   // the only piece, or the server, is the cause
        EndCall,
    };
    // Counts the outcome in `chunk`. `accepted`: the number of requests of the call that Trakt has accepted.
    // `is_known`: the chunk's only piece was rejected before for making the server fail (FAULT-1).
    Next next(Chunk& chunk, const Error& error, std::size_t accepted, bool is_known);
    // Why pieces were deferred; nullopt if none was.
    const std::optional<Error>& why_deferred() const noexcept { return why_deferred_; }

private:
    // By piece: the value of `accepted` when a request with it first had an uncertain outcome.
    std::map<std::size_t, std::size_t> accepted_at_first_;
    std::optional<Error> why_deferred_;
};

}  // namespace mod_trakt::changes
