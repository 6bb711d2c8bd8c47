// Compressing answers.
#pragma once

#include <string>

namespace mod_trakt::twin {

// Returns `text` as a gzip member, compressed for speed.
std::string gzip(const std::string& text);

}  // namespace mod_trakt::twin
