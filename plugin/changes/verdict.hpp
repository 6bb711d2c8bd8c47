// The verdict of one input of a write.
#pragma once

#include <cstdint>
#include <string_view>

namespace mod_trakt::changes {

enum class Verdict : std::uint8_t {
    Added,     // this call added it
    Existing,  // it was there already; nothing changed
    Updated,   // it was there with another value, which this call changed
    Removed,   // this call removed it
    Absent,    // it was not there
    NotFound,  // Trakt does not know the title
    Limit,     // the account has no room for it
    Rejected,  // not sent because it is invalid, or refused by Trakt
    Deferred,  // certainly not applied: send it again later
    Unknown,   // may or may not have been applied
};

std::string_view verdict_name(Verdict verdict) noexcept;

// This call has made the change: it is counted, and its key is confirmed.
constexpr bool is_applied(Verdict verdict) noexcept {
    return verdict == Verdict::Added || verdict == Verdict::Updated || verdict == Verdict::Removed;
}
// Nothing was changed, and the account may lack what was wanted.
constexpr bool is_not_applied(Verdict verdict) noexcept {
    return verdict == Verdict::Rejected || verdict == Verdict::Deferred || verdict == Verdict::Limit;
}
// The account was in the wanted state already: the key is skipped.
constexpr bool is_already_so(Verdict verdict) noexcept {
    return verdict == Verdict::Existing || verdict == Verdict::Absent;
}

}  // namespace mod_trakt::changes
