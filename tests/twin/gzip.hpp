#pragma once

#include <string>

namespace mod_trakt::twin {

// `text` as a gzip member, packed for speed.
std::string gzip(const std::string& text);

}  // namespace mod_trakt::twin
