// What a write has to ask Trakt before it can decide what to do with an intent. A dry run, which asks nothing, reports
// such an intent as `unknown` (DRY-1).
#pragma once

#include <cstdint>
#include <string_view>

namespace mod_trakt::changes {

enum class AskFirst : std::uint8_t {
    Proof,     // what the account has of the feature
    LookUp,    // what it has of this title or minute
    Search,    // which title the ids mean
    Settings,  // the limits of the account, and whether titles are watched only once
};

constexpr std::string_view hint_of(AskFirst what) noexcept {
    switch (what) {
        case AskFirst::Proof: return "proof";
        case AskFirst::LookUp: return "look-up";
        case AskFirst::Search: return "search";
        case AskFirst::Settings: break;
    }
    return "settings";
}

constexpr std::string_view message_of(AskFirst what) noexcept {
    switch (what) {
        case AskFirst::Proof: return "what the account has is not known; build the index first";
        case AskFirst::LookUp:
            return "a write would first look up whether the account has this play; build the index to find out now";
        case AskFirst::Search: return "the ids do not decide which title it is; Trakt's search would be asked first";
        case AskFirst::Settings: break;
    }
    return "the account's settings would be asked for first";
}

}  // namespace mod_trakt::changes
