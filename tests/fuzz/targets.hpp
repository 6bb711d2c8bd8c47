// What can be fuzzed. Each target takes any bytes, and ends the process when a promise is broken.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace mod_trakt::fuzz {

using Target = void(std::string_view input);

Target run_json;           // a text as JSON: reading, writing, reading again
Target run_items;          // the items of a write: keys, references, request bodies
Target run_api_page;       // the body of a list's page: rows, items, keys
Target run_headers;        // the head of an answer and its body: pacing, pauses, block pages, addresses
Target run_dates;          // times as texts and as numbers
Target run_histories;      // plays that come and go, and the proofs that find them
Target run_config;         // the configuration
Target run_state_files;    // what may stand in state_dir
Target run_account_files;  // what may stand in the files of an account
Target run_module_calls;   // operations of a module, and what a scripted network answers to them
Target run_abi_calls;      // calls on the exported table, and what a server on loopback answers to them

inline void promise(bool kept, const char* what) {
    if (kept) return;
    std::fprintf(stderr, "broken promise: %s\n", what);
    std::abort();
}

}  // namespace mod_trakt::fuzz
