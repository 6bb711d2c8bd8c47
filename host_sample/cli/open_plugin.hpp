// The plugin that the options ask for: found, loaded, and with a handle for the configured account.
#pragma once

#include <string>

#include "cli/options.hpp"
#include "lib/host_services.hpp"
#include "lib/loaded_plugin.hpp"
#include "lib/plugin_catalog.hpp"
#include "lib/plugin_handle.hpp"
#include "lib/progress_bar.hpp"

namespace syncmod_host {

// The plugin that the options ask for, without a handle. Throws Fatal (no plugin, or usage when there are several to
// choose from).
PluginInfo find_plugin(const Options& options);
// Loads it into this process. Throws Fatal when it cannot be used after all.
LoadedPlugin load_plugin(const PluginInfo& info);

class OpenPlugin {
public:
    // Throws Fatal: usage for unreadable files, no plugin, or failed when the plugin refuses the configuration.
    explicit OpenPlugin(const Options& options);

    const PluginInfo& info() const noexcept { return info_; }
    const HostServices& services() const noexcept { return services_; }
    PluginHandle& handle() noexcept { return handle_; }

private:
    OpenPlugin(const Options& options, const std::string& config_json);

    PluginInfo info_;
    // In this order: the handle goes first, then the services that it uses, then the library.
    LoadedPlugin library_;
    ProgressBar bar_;
    HostServices services_;
    PluginHandle handle_;
};

}  // namespace syncmod_host
