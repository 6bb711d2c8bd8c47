// Reads the files named on the command line, configuration and items; "-" is stdin. A file that cannot be read is a
// usage error. A UTF-8 byte order mark, which Windows editors write, is removed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/options.hpp"

namespace syncmod_host {

// The configuration's text for the plugin ("{}" without a file). With --state, "state_dir" is set, and the folder is
// created if it does not exist.
std::string load_config(const Options& options);

// The configuration with the code in the provider's block, where its guard looks for it.
std::string with_guard_code(const std::string& config_json, const std::string& provider, const std::string& code);

// The elements of the array with these indexes, as an array. Precondition: the plugin has accepted the array.
std::string picked_items(const std::string& items_json, const std::vector<std::int64_t>& indexes);

// The unchanged text of the items; the plugin checks it.
std::string load_items(const std::string& file);

}  // namespace syncmod_host
