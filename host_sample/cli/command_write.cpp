// add FEATURE ITEMS and remove FEATURE ITEMS: write to the account.
#include "cli/commands.hpp"
#include "cli/input_files.hpp"
#include "cli/open_plugin.hpp"
#include "lib/write_report.hpp"

namespace syncmod_host {

int command_write(const Options& options, Output& output) {
    const std::string items = load_items(options.items_file);
    OpenPlugin plugin(options);
    const std::uint32_t flags =
        (options.dry_run ? SYNCMOD_CALL_DRY_RUN : 0u) | (options.yes ? SYNCMOD_CALL_CONFIRMED : 0u);
    const Reply reply = options.command == Command::Add ? plugin.handle().add(options.feature, items, flags)
                                                        : plugin.handle().remove(options.feature, items, flags);
    const std::string_view document = reply.document.text();
    if (!reply.ok()) {
        // The report of a failed write shows what was accepted before the failure.
        if (!output.json() && !document.empty()) output.say(read_write_report(document).text());
        output.failure(reply.problem, document);
        return exit_failed;
    }
    const WriteReport report = read_write_report(document);
    output.say(report.text());
    output.success(document);
    return report.ok && report.all_good() ? exit_ok : exit_failed;
}

}  // namespace syncmod_host
