// A plugin's library in this process, with its table. It must outlive all handles and buffers of the plugin.
#pragma once

#include <boost/dll/shared_library.hpp>
#include <filesystem>

#include "lib/plugin_table.hpp"

namespace syncmod_host {

class LoadedPlugin {
public:
    // Loads with RTLD_NOW | RTLD_LOCAL, so that a missing symbol is found now and not in the middle of a write, and
    // plugins do not use each other's symbols. Throws Refusal.
    explicit LoadedPlugin(const std::filesystem::path& file);

    const syncmod_plugin_v1& table() const noexcept { return table_; }

private:
    boost::dll::shared_library library_;
    syncmod_plugin_v1 table_ = {};
};

}  // namespace syncmod_host
