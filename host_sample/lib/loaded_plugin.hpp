// A plugin's library in this process, with its table. Handles and buffers of the plugin must be gone before it is.
#pragma once

#include <boost/dll/shared_library.hpp>
#include <filesystem>

#include "lib/plugin_table.hpp"

namespace syncmod_host {

class LoadedPlugin {
public:
    // Loads with RTLD_NOW | RTLD_LOCAL: a symbol that is missing shows now, not in the middle of a write, and two
    // plugins cannot take each other's symbols. Throws Refusal.
    explicit LoadedPlugin(const std::filesystem::path& file);

    const syncmod_plugin_v1& table() const noexcept { return table_; }

private:
    boost::dll::shared_library library_;
    syncmod_plugin_v1 table_ = {};
};

}  // namespace syncmod_host
