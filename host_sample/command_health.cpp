// health: does the service work, and does it let this account in?
#include "commands.hpp"
#include "health_report.hpp"
#include "session.hpp"

namespace syncmod_host {

int command_health(const Options& options, Output& output) {
    Session session(options);
    const Reply reply = session.health();
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
