// Files that the caller names: the configuration and the items, "-" for stdin. What cannot be read is a usage error.
// A UTF-8 byte order mark, which editors of Windows write, is not part of the text.
#pragma once

#include <string>

#include "cli/options.hpp"

namespace syncmod_host {

// The configuration's text for the plugin ("{}" without a file), with "state_dir" set when --state was given; that
// folder is made when it is missing.
std::string load_config(const Options& options);

// The items as they stand there; the plugin judges them.
std::string load_items(const std::string& file);

}  // namespace syncmod_host
