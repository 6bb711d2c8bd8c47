// Deliberate breaks, to prove that the simulation finds what it looks for. Each exchanges a part at a seam or a value
// of the configuration.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "memory_files.hpp"

namespace mod_trakt::sim {

enum class Break : std::uint8_t {
    None,
    JournalNotFlushed,  // the journal is not on the disk when a request leaves
    LocksIgnored,       // every flock succeeds
    JournalNotReread,   // a process does not see what others append to the journal
    OneReadIsEnough,    // settle_ms is 0
};

std::optional<Break> break_from(std::string_view name);
std::unique_ptr<state::Files> make_files(Break wanted, MemoryDisk& disk, Process& process);
std::int64_t settle_ms_of(Break wanted);

}  // namespace mod_trakt::sim
