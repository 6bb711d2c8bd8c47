// The child's part of the scan: loads one file, checks everything that the plugin declares, and writes what it found.
#pragma once

namespace syncmod_host {

// scan_plugins() starts its own executable as "PROGRAM --probe FILE". Therefore main() of every program that uses it
// must call run_probe() for such a command line, before anything else.
inline constexpr const char* probe_option = "--probe";

// Writes one line of JSON to child_answer_fd and ends the process, so that no destructor of the plugin runs afterwards.
[[noreturn]] void run_probe(const char* file);

}  // namespace syncmod_host
