// The child's half of the scan: loads one file, looks at everything that a plugin declares, and says what it saw.
#pragma once

namespace syncmod_host {

// scan_plugins() starts its own executable as "PROGRAM --probe FILE": main() of every program that scans hands such a
// call to run_probe() before anything else.
inline constexpr const char* probe_option = "--probe";

// Answers with one line of JSON on child_answer_fd; never returns, so that no destructor of the plugin runs after it.
[[noreturn]] void run_probe(const char* file);

}  // namespace syncmod_host
