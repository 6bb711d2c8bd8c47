// A small account at Trakt, before and after an addition, and its indexes.
#pragma once

#include <memory>
#include <string>

#include "tests/support/hooked_files.hpp"
#include "tests/support/module_bench.hpp"

namespace mod_trakt::faults {

enum class Holding { Before, After };

// The system's files, without waiting for the disk.
std::unique_ptr<test::HookedFiles> unflushed_files();

// A module in a state folder, with unflushed files if none are given; `more` is added to its configuration. Throws
// Failure when it cannot be made.
std::unique_ptr<test::ModuleBench> open_module(const std::string& state_dir,
                                               std::unique_ptr<state::Files> files = nullptr,
                                               const std::string& more = {});

void fill(test::ModuleBench& bench, Holding holding);

// The items that a module without any state folder reads.
const std::string& items_at_trakt(const std::string& feature, Holding holding);

// "items" of an index, as JSON text; "no index" for anything that is not complete.
std::string items_of(const std::string& document);

}  // namespace mod_trakt::faults
