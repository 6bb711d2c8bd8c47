// What became of one input of a write.
#pragma once

#include <cstdint>
#include <string_view>

namespace mod_trakt::changes {

enum class Verdict : std::uint8_t {
    Added,     // new at Trakt by this call
    Existing,  // was there already; nothing changed
    Updated,   // was there with another value, which this call changed
    Removed,   // taken away by this call
    Absent,    // was not there
    NotFound,  // Trakt does not know the title
    Limit,     // the account is full
    Rejected,  // never sent, or refused as invalid
    Deferred,  // not sent, or surely not applied: send it again later
    Unknown,   // may or may not have been applied
};

std::string_view verdict_name(Verdict verdict) noexcept;

// The change asked for has been made by this call: counted, and its key confirmed.
constexpr bool is_applied(Verdict verdict) noexcept {
    return verdict == Verdict::Added || verdict == Verdict::Updated || verdict == Verdict::Removed;
}
// Trakt was in the wanted state already: its key is skipped.
constexpr bool is_already_so(Verdict verdict) noexcept {
    return verdict == Verdict::Existing || verdict == Verdict::Absent;
}

}  // namespace mod_trakt::changes
