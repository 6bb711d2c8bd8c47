// One plugin in use: loaded, with a handle for the configured account, and its calls in the host's own types.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "call.hpp"
#include "host_services.hpp"
#include "loaded_plugin.hpp"
#include "options.hpp"
#include "plugin_catalog.hpp"
#include "progress_bar.hpp"

namespace syncmod_host {

class Session {
public:
    // Throws Fatal: usage for unreadable files, no plugin, or failed when the plugin refuses the configuration.
    explicit Session(const Options& options);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    const PluginInfo& plugin() const noexcept { return info_; }
    const HostServices& services() const noexcept { return services_; }

    Reply health();
    Reply index(const std::string& feature, std::uint32_t flags);
    Reply add(const std::string& feature, const std::string& items_json, std::uint32_t flags);
    Reply remove(const std::string& feature, const std::string& items_json, std::uint32_t flags);

    // For putting things back after a cancel: the next call runs whatever Ctrl-C says, for at most `limit_ms`.
    void ignore_cancel_for_cleanup(std::int64_t limit_ms);

private:
    template <typename Function>
    Reply call(std::uint32_t flags, Function&& function);

    std::string config_json_;
    PluginInfo info_;
    // In this order: the handle goes first, then the services that it uses, then the library.
    LoadedPlugin library_;
    ProgressBar bar_;
    HostServices services_;
    syncmod_handle* handle_ = nullptr;
    std::int64_t timeout_ms_;
    const volatile std::int32_t* cancel_;
};

// The plugin that the options ask for, without a handle.
PluginInfo find_plugin(const Options& options);
// Loads it into this process. Throws Fatal when it cannot be used after all.
LoadedPlugin load_plugin(const PluginInfo& info);

}  // namespace syncmod_host
