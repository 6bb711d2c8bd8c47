#include "cli/open_plugin.hpp"

#include <filesystem>
#include <optional>
#include <utility>

#include "cli/input_files.hpp"
#include "lib/problem.hpp"
#include "lib/run_name.hpp"
#include "lib/text.hpp"

namespace syncmod_host {
namespace {

[[noreturn]] void no_plugin(std::string message) {
    throw Fatal(exit_no_plugin, {.status = SYNCMOD_HOST, .reason = "no_usable_plugin", .message = std::move(message)});
}

std::string names(const PluginCatalog& catalog) {
    std::string list;
    for (const PluginInfo& plugin : catalog.usable) list += (list.empty() ? "" : ", ") + plugin.name;
    return list;
}

// The plugin called `name` (upper or lower case), or the only usable one.
const PluginInfo& choose_plugin(const PluginCatalog& catalog, const std::filesystem::path& folder,
                                const std::optional<std::string>& name) {
    if (catalog.usable.empty()) {
        std::string message = "no usable plugin in " + folder.string();
        if (!catalog.folder_problem.empty()) message += ": " + catalog.folder_problem;
        for (const RefusedFile& refused : catalog.refused)
            message += "; " + refused.file.filename().string() + ": " + refused.message;
        no_plugin(std::move(message));
    }
    if (name) {
        for (const PluginInfo& plugin : catalog.usable)
            if (lower_ascii(plugin.name) == lower_ascii(*name)) return plugin;
        std::string message = "no usable plugin in " + folder.string() + " is called " + *name +
                              "; the usable plugins are: " + names(catalog);
        for (const RefusedFile& refused : catalog.refused)
            message += "; " + refused.file.filename().string() + " is refused: " + refused.message;
        no_plugin(std::move(message));
    }
    if (catalog.usable.size() > 1)
        throw Fatal(exit_usage,
                    {.status = SYNCMOD_INVALID_ARGUMENT,
                     .reason = "usage",
                     .message = "several plugins are usable, choose one with --provider: " + names(catalog)});
    return catalog.usable.front();
}

}  // namespace

PluginInfo find_plugin(const Options& options) {
    const PluginCatalog catalog = scan_plugins(options.plugins_dir);
    return choose_plugin(catalog, options.plugins_dir, options.provider);
}

LoadedPlugin load_plugin(const PluginInfo& info) {
    try {
        return LoadedPlugin(info.file);
    } catch (const Refusal& refusal) {
        no_plugin(info.file.filename().string() +
                  " was usable when it was scanned, but cannot be loaded now: " + refusal.what());
    }
}

// The configuration is read first, so that an unreadable file is reported before any plugin is tried.
OpenPlugin::OpenPlugin(const Options& options) : OpenPlugin(options, load_config(options)) {}

OpenPlugin::OpenPlugin(const Options& options, const std::string& config_json)
    : info_(find_plugin(options)),
      library_(load_plugin(info_)),
      services_(bar_, options.verbose),
      handle_(library_, services_, bar_,
              options.confirm.empty() ? config_json : with_guard_code(config_json, info_.name, options.confirm),
              options.timeout_ms, new_run_name(options.command_name)) {}

}  // namespace syncmod_host
