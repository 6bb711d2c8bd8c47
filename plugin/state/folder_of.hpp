// The folder part of a path. std::filesystem is not used, because it registers destructors at exit (see
// support/mutex.hpp).
#pragma once

#include <string>
#include <string_view>

namespace mod_trakt::state {

// "/a/b" is in "/a", "/a" is in "/", "a//b" is in "a". The folder of "a" is "", the current one.
inline std::string folder_of(std::string_view path) {
    const std::size_t before_name = path.rfind('/');
    if (before_name == std::string_view::npos) return {};
    const std::size_t last = path.find_last_not_of('/', before_name);
    return last == std::string_view::npos ? "/" : std::string(path.substr(0, last + 1));
}

}  // namespace mod_trakt::state
