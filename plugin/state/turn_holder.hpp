// Identifies the process that has the turn of an account, so that other processes can check whether it still runs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>

namespace mod_trakt::state {

// A process. Its number alone does not identify it, because numbers of processes are used again.
struct TurnHolder {
    std::string boot;           // the id of this boot of the machine; empty: not known
    std::string pid_namespace;  // in which `pid` is valid; empty: not known
    pid_t pid = 0;
    std::uint64_t started = 0;  // in clock ticks since the boot; 0: not known

    bool operator==(const TurnHolder&) const = default;

    static TurnHolder this_process();
    // One line without its end.
    std::string to_text() const;
    // Nullopt if to_text() has not made this text.
    static std::optional<TurnHolder> from_text(std::string_view line);

    // True if this process has certainly ended. False also if that cannot be known: it ran on another machine, before
    // the last boot, or in another pid namespace, or /proc does not show it.
    bool has_ended() const;
};

}  // namespace mod_trakt::state
