// Deliberate breaks, to prove that the simulation finds what it looks for. Each exchanges a part at a seam or a value
// of the configuration.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/transport.hpp"
#include "memory_files.hpp"
#include "site.hpp"

namespace mod_trakt::sim {

enum class Break : std::uint8_t {
    None,
    JournalNotFlushed,  // the journal is not on the disk when a request leaves
    LocksIgnored,       // every flock succeeds
    JournalNotReread,   // a process does not see what others append to the journal
    OneReadIsEnough,    // settle_ms is 0
    FirstCount,         // a verdict is taken from the first count of an answer
    UndoByTitle,        // an undo removes plays by their titles
    GuessedRemoval,     // a removal uses what was learnt by elimination
};

std::optional<Break> break_from(std::string_view name);
std::unique_ptr<MemoryFiles> make_files(Break wanted, MemoryDisk& disk, Process& process);
// `is_undo`: whether the call that goes on is an undo.
std::unique_ptr<http::Transport> make_transport(Break wanted, std::unique_ptr<http::Transport> transport,
                                                const Site& site, std::function<bool()> is_undo);
std::int64_t settle_ms_of(Break wanted);
// For people, separated by " | ".
std::string break_names();

}  // namespace mod_trakt::sim
