// list: shows the usable plugins of the folder, and why other files are refused.
#include <boost/json.hpp>

#include "cli/commands.hpp"
#include "lib/plugin_catalog.hpp"
#include "lib/text.hpp"
#include "lib/text_table.hpp"

namespace syncmod_host {
namespace {

std::string feature_names(const boost::json::object& features) {
    std::string names;
    for (const auto& [name, offered] : features)
        if (offered.is_bool() && offered.get_bool()) names += (names.empty() ? "" : ",") + std::string(name);
    return names;
}

boost::json::object as_json(const PluginCatalog& catalog) {
    boost::json::array plugins, refused;
    for (const PluginInfo& plugin : catalog.usable)
        plugins.push_back({{"file", plugin.file.string()},
                           {"name", plugin.name},
                           {"label", plugin.label},
                           {"version", plugin.version},
                           {"abi", abi_text(plugin.abi_version)},
                           {"min_host_abi", abi_text(plugin.min_host_abi)},
                           {"features", plugin.features},
                           {"capabilities", plugin.capabilities}});
    for (const RefusedFile& file : catalog.refused)
        refused.push_back({{"file", file.file.string()}, {"reason", file.reason}, {"message", file.message}});
    return {{"plugins", std::move(plugins)}, {"refused", std::move(refused)}};
}

}  // namespace

int command_list(const Options& options, Output& output) {
    const PluginCatalog catalog = scan_plugins(options.plugins_dir);
    if (!catalog.usable.empty()) {
        TextTable table({"FILE", "NAME", "LABEL", "VERSION", "ABI", "FEATURES"});
        for (const PluginInfo& plugin : catalog.usable)
            table.row({plugin.file.filename().string(), plugin.name, plugin.label, plugin.version,
                       abi_text(plugin.abi_version), feature_names(plugin.features)});
        output.say("Plugins in " + printable(options.plugins_dir.string()) + ":\n" + table.text());
    }
    if (!catalog.refused.empty()) {
        TextTable table({"FILE", "REASON", "IN WORDS"});
        for (const RefusedFile& file : catalog.refused)
            table.row({file.file.filename().string(), file.reason, file.message});
        output.say("Refused:\n" + table.text());
    }
    const std::string result = boost::json::serialize(as_json(catalog));
    if (!catalog.usable.empty()) {
        output.success(result);
        return exit_ok;
    }
    std::string message = "no usable plugin in " + options.plugins_dir.string();
    if (!catalog.folder_problem.empty()) message += ": " + catalog.folder_problem;
    output.failure({.status = SYNCMOD_HOST, .reason = "no_usable_plugin", .message = message}, result);
    return exit_no_plugin;
}

}  // namespace syncmod_host
