// Which process holds the turn of an account, in a form that other processes can check.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>

namespace mod_trakt::state {

// A process, so that no later one can be taken for it: numbers of processes are used again.
struct TurnHolder {
    std::string boot;           // the id of this boot of the machine; empty: not known
    std::string pid_namespace;  // where `pid` counts; empty: not known
    pid_t pid = 0;
    std::uint64_t started = 0;  // in clock ticks since the boot; 0: not known

    bool operator==(const TurnHolder&) const = default;

    static TurnHolder this_process();
    // One line without its end.
    std::string to_text() const;
    // Nullopt if the text is none of to_text().
    static std::optional<TurnHolder> from_text(std::string_view line);

    // True if this process has certainly ended. False also when that cannot be known: it ran on another machine, before
    // the last boot, or in another pid namespace, or /proc does not show it.
    bool has_ended() const;
};

}  // namespace mod_trakt::state
