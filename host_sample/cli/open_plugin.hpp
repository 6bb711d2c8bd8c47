// Finds and loads the plugin chosen by the options, and creates a handle for the configured account.
#pragma once

#include <string>

#include "cli/options.hpp"
#include "lib/host_services.hpp"
#include "lib/loaded_plugin.hpp"
#include "lib/plugin_catalog.hpp"
#include "lib/plugin_handle.hpp"
#include "lib/progress_bar.hpp"

namespace syncmod_host {

// Finds the plugin chosen by the options, without loading it. Throws Fatal: exit_no_plugin
// if none fits, exit_usage if several do.
PluginInfo find_plugin(const Options& options);
// Loads the plugin into this process. Throws Fatal when that fails.
LoadedPlugin load_plugin(const PluginInfo& info);

class OpenPlugin {
public:
    // Throws Fatal: exit_usage if a file cannot be read, exit_no_plugin if there is no plugin, exit_failed if the
    // plugin refuses the configuration.
    explicit OpenPlugin(const Options& options);

    const PluginInfo& info() const noexcept { return info_; }
    const HostServices& services() const noexcept { return services_; }
    PluginHandle& handle() noexcept { return handle_; }

private:
    OpenPlugin(const Options& options, const std::string& config_json);

    PluginInfo info_;
    // The order matters: the handle is destroyed first, then the services that it uses, then the library.
    LoadedPlugin library_;
    ProgressBar bar_;
    HostServices services_;
    PluginHandle handle_;
};

}  // namespace syncmod_host
