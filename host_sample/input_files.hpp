// Files that the caller names: the configuration and the items. What cannot be read is a usage error.
#pragma once

#include <string>

#include "options.hpp"

namespace syncmod_host {

// The configuration's text for the plugin ("{}" without a file), with "state_dir" set when --state was given; that
// folder is made when it is missing.
std::string load_config(const Options& options);

// The items as they stand in the file or come from stdin; the plugin judges them.
std::string load_items(const std::string& file);

}  // namespace syncmod_host
