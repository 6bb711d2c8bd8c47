// health: whether the service works and accepts this account.
#include "cli/commands.hpp"
#include "cli/open_plugin.hpp"
#include "lib/health_report.hpp"

namespace syncmod_host {

int command_health(const Options& options, Output& output) {
    OpenPlugin plugin(options);
    const Reply reply = plugin.handle().health();
    if (!reply.ok()) {
        output.failure(reply.problem, reply.document.text());
        return exit_failed;
    }
    const HealthReport report = read_health(reply.document.text());
    output.say(report.text);
    output.success(reply.document.text());
    return report.usable() ? exit_ok : exit_failed;
}

}  // namespace syncmod_host
