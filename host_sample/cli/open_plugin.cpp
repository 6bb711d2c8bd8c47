#include "cli/open_plugin.hpp"

#include "cli/input_files.hpp"
#include "lib/problem.hpp"

namespace syncmod_host {

PluginInfo find_plugin(const Options& options) {
    const PluginCatalog catalog = scan_plugins(options.plugins_dir);
    return choose_plugin(catalog, options.plugins_dir, options.provider);
}

LoadedPlugin load_plugin(const PluginInfo& info) {
    try {
        return LoadedPlugin(info.file);
    } catch (const Refusal& refusal) {
        throw Fatal(exit_no_plugin,
                    {.status = SYNCMOD_HOST,
                     .reason = "no_usable_plugin",
                     .message = info.file.filename().string() + " cannot be used any more: " + refusal.what()});
    }
}

// The configuration first: a file that cannot be read is reported without trying any plugin.
OpenPlugin::OpenPlugin(const Options& options) : OpenPlugin(options, load_config(options)) {}

OpenPlugin::OpenPlugin(const Options& options, const std::string& config_json)
    : info_(find_plugin(options)),
      library_(load_plugin(info_)),
      services_(bar_, options.verbose),
      handle_(library_, services_, bar_, config_json, options.timeout_ms) {}

}  // namespace syncmod_host
