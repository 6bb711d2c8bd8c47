// Reads the files named on the command line, configuration and items; "-" is stdin. A file that cannot be read is a
// usage error. A UTF-8 byte order mark, which Windows editors write, is removed.
#pragma once

#include <string>

#include "cli/options.hpp"

namespace syncmod_host {

// The configuration's text for the plugin ("{}" without a file). With --state, "state_dir" is set, and the folder is
// created if it does not exist.
std::string load_config(const Options& options);

// The unchanged text of the items; the plugin checks it.
std::string load_items(const std::string& file);

}  // namespace syncmod_host
