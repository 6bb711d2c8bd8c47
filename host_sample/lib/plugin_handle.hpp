// A handle of a loaded plugin, which is one account in use, with its calls in the host's own types. Not thread-safe.
#pragma once

#include <cstdint>
#include <string>

#include "lib/host_services.hpp"
#include "lib/loaded_plugin.hpp"
#include "lib/progress_bar.hpp"
#include "lib/reply.hpp"

namespace syncmod_host {

class PluginHandle {
public:
    // `plugin`, `services` and `bar` must outlive the handle; calls show their progress on `bar`. Each call has the
    // time limit `timeout_ms` (0: none) and ends when the user cancels. All calls belong to the run `run`. Throws Fatal
    // (failed) when the plugin refuses the configuration.
    PluginHandle(const LoadedPlugin& plugin, const HostServices& services, ProgressBar& bar,
                 const std::string& config_json, std::int64_t timeout_ms, std::string run);
    ~PluginHandle();
    PluginHandle(const PluginHandle&) = delete;
    PluginHandle& operator=(const PluginHandle&) = delete;

    Reply health();
    Reply index(const std::string& feature, std::uint32_t flags);
    Reply add(const std::string& feature, const std::string& items_json, std::uint32_t flags);
    Reply remove(const std::string& feature, const std::string& items_json, std::uint32_t flags);

    // The extension syncmod.undo; a plugin without it answers NOT_SUPPORTED. `run` empty: the newest run.
    Reply runs();
    Reply plan_undo(const std::string& run);
    Reply undo(const std::string& run);
    // The name of the run that the calls belong to.
    const std::string& run() const noexcept { return run_; }

    // For undoing changes after a cancel: later calls ignore the cancel flag and have the time limit `limit_ms`.
    void ignore_cancel_for_cleanup(std::int64_t limit_ms);

private:
    template <typename Function>
    Reply call(std::uint32_t flags, Function&& function);
    template <typename Function>
    Reply call_undo(Function&& function);

    const syncmod_plugin_v1& table_;
    ProgressBar& bar_;
    syncmod_handle* handle_ = nullptr;
    std::int64_t timeout_ms_;
    std::string run_;
    const volatile std::int32_t* cancel_;
};

}  // namespace syncmod_host
