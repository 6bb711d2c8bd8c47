// undo [RUN]: takes back what a run has written; with --dry-run, shows what it would take back; with --list, lists the
// runs.
#include <string>

#include "cli/commands.hpp"
#include "cli/open_plugin.hpp"
#include "lib/undo_report.hpp"

namespace syncmod_host {
namespace {

int show_runs(PluginHandle& handle, Output& output) {
    const Reply reply = handle.runs();
    if (!reply.ok()) {
        output.failure(reply.problem);
        return exit_failed;
    }
    output.say(text_of_runs(reply.document.text()));
    output.success(reply.document.text());
    return exit_ok;
}

}  // namespace

int command_undo(const Options& options, Output& output) {
    OpenPlugin plugin(options);
    if (options.list_runs) return show_runs(plugin.handle(), output);
    const Reply reply = options.dry_run ? plugin.handle().plan_undo(options.run) : plugin.handle().undo(options.run);
    const std::string_view document = reply.document.text();
    if (!reply.ok()) {
        // The report of an undo that ended early shows what it has taken back.
        if (!output.json() && !document.empty()) output.say(summary_of_undo(document).text);
        output.failure(reply.problem, document);
        return exit_failed;
    }
    const UndoSummary summary = summary_of_undo(document);
    output.say(summary.text);
    output.success(document);
    return summary.is_complete ? exit_ok : exit_failed;
}

}  // namespace syncmod_host
