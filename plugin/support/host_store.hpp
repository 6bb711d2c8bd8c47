// The host's store of named values, which the plugin may use instead of files.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace mod_trakt {

// `get` returns nullopt when there is no value under `key`. Both throw Failure HOST when the host refuses.
struct HostStore {
    std::function<std::optional<std::string>(const std::string& key)> get;
    std::function<void(const std::string& key, std::string_view value)> put;
};

}  // namespace mod_trakt
