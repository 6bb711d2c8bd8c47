// info: shows identity, features and capabilities of one plugin, and whether the configuration is sufficient.
#include <boost/json.hpp>

#include "cli/commands.hpp"
#include "cli/input_files.hpp"
#include "cli/open_plugin.hpp"
#include "lib/reply.hpp"
#include "lib/text.hpp"
#include "lib/text_table.hpp"

namespace syncmod_host {
namespace {

// Nested objects become dotted names: "ratings.types.movies".
void flatten(TextTable& table, const std::string& prefix, const boost::json::object& object) {
    for (const auto& [key, value] : object) {
        const std::string name = prefix + std::string(key);
        if (const auto* inner = value.if_object())
            flatten(table, name + ".", *inner);
        else if (const auto* text = value.if_string())
            table.row({name, std::string(*text)});
        else
            table.row({name, boost::json::serialize(value)});
    }
}

}  // namespace

int command_info(const Options& options, Output& output) {
    const std::string config = load_config(options);
    const PluginInfo info = find_plugin(options);
    const LoadedPlugin plugin = load_plugin(info);

    std::int32_t configured = 0;
    ErrorSlot error;
    const syncmod_status status = plugin.table().is_configured(config.c_str(), &configured, error.out());
    if (status != SYNCMOD_OK && status != SYNCMOD_NOT_SUPPORTED) {
        output.failure(error.problem(status));
        return exit_failed;
    }
    const std::string known = status == SYNCMOD_NOT_SUPPORTED ? "null" : configured != 0 ? "true" : "false";

    output.say(info.label + " (" + info.name + ") " + info.version + "\n");
    TextTable about({"ABOUT", ""});
    about.row({"file", info.file.string()});
    about.row({"ABI", abi_text(info.abi_version) + ", needs a host with " + abi_text(info.min_host_abi) + " or newer"});
    about.row({"configured", known == "null" ? "the plugin does not say" : known == "true" ? "yes" : "no"});
    TextTable features({"FEATURE", "OFFERED"});
    for (const auto& [name, offered] : info.features)
        features.row({std::string(name), offered.is_bool() && offered.get_bool() ? "yes" : "no"});
    TextTable capabilities({"CAPABILITY", "VALUE"});
    flatten(capabilities, "", info.capabilities);
    output.say(about.text() + "\n" + features.text() + "\n" + capabilities.text());

    output.success("{\"file\":" + json_quoted(info.file.string()) + ",\"name\":" + json_quoted(info.name) +
                   ",\"label\":" + json_quoted(info.label) + ",\"version\":" + json_quoted(info.version) +
                   ",\"abi\":" + json_quoted(abi_text(info.abi_version)) +
                   ",\"min_host_abi\":" + json_quoted(abi_text(info.min_host_abi)) + ",\"configured\":" + known +
                   ",\"features\":" + plugin.table().features_json + ",\"capabilities\":" +
                   plugin.table().capabilities_json + ",\"manifest\":" + plugin.table().manifest_json + "}");
    return exit_ok;
}

}  // namespace syncmod_host
