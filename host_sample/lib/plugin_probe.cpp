#include "lib/plugin_probe.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>
#include <boost/json.hpp>
#include <csignal>
#include <string>

#include "lib/child_process.hpp"
#include "lib/loaded_plugin.hpp"

namespace syncmod_host {
namespace {

boost::json::object seen(const syncmod_plugin_v1& table) {
    boost::json::object plugin;
    plugin["name"] = table.name;
    plugin["label"] = table.label;
    plugin["version"] = table.version;
    plugin["abi_version"] = table.abi_version;
    plugin["min_host_abi"] = table.min_host_abi;
    plugin["features"] = boost::json::parse(table.features_json);
    plugin["capabilities"] = boost::json::parse(table.capabilities_json);
    return plugin;
}

void write_line(std::string text) {
    text += '\n';
    for (std::size_t at = 0; at < text.size();) {
        const ssize_t written = ::write(child_answer_fd, text.data() + at, text.size() - at);
        if (written <= 0) ::_exit(2);
        at += static_cast<std::size_t>(written);
    }
}

}  // namespace

void run_probe(const char* file) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const rlimit no_core = {.rlim_cur = 0, .rlim_max = 0};
    ::setrlimit(RLIMIT_CORE, &no_core);

    boost::json::object answer;
    try {
        // Unloads the plugin before the answer, because a plugin that crashes on unload would crash the host at its
        // exit.
        const LoadedPlugin plugin(file);
        answer["plugin"] = seen(plugin.table());
    } catch (const Refusal& refusal) {
        answer = {{"reason", refusal.reason()}, {"message", refusal.what()}};
    } catch (const std::exception& error) {
        answer = {{"reason", "probe_failed"}, {"message", error.what()}};
    }
    write_line(boost::json::serialize(answer));
    ::_exit(0);
}

}  // namespace syncmod_host
