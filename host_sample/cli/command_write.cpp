// add FEATURE ITEMS and remove FEATURE ITEMS: write to the account.
#include <unistd.h>

#include <iostream>
#include <string>

#include "cli/commands.hpp"
#include "cli/input_files.hpp"
#include "cli/open_plugin.hpp"
#include "lib/write_report.hpp"

namespace syncmod_host {
namespace {

Reply write(PluginHandle& handle, const Options& options, const std::string& items, std::uint32_t flags) {
    return options.command == Command::Add ? handle.add(options.feature, items, flags)
                                           : handle.remove(options.feature, items, flags);
}

// True if a person at a terminal types the number of the refused changes.
bool is_confirmed_by_a_person(const WriteReport::Guard& guard, const Options& options, const Output& output) {
    const bool may_ask = !options.dry_run && !options.yes && !output.json() && ::isatty(STDIN_FILENO) != 0 &&
                         ::isatty(STDERR_FILENO) != 0;
    if (!may_ask) return false;
    std::cerr << "Type " << guard.number << " to make these changes, anything else to leave them: " << std::flush;
    std::string answer;
    return std::getline(std::cin, answer) && answer == std::to_string(guard.number);
}

// Writes once, shows the report and returns it; nullopt: the call has failed.
std::optional<WriteReport> write_and_show(PluginHandle& handle, const Options& options, const std::string& items,
                                          std::uint32_t flags, Output& output) {
    const Reply reply = write(handle, options, items, flags);
    const std::string_view document = reply.document.text();
    if (!reply.ok()) {
        // The report of a failed write shows what was accepted before the failure.
        if (!output.json() && !document.empty()) output.say(read_write_report(document).text());
        output.failure(reply.problem, document);
        return std::nullopt;
    }
    WriteReport report = read_write_report(document);
    output.say(report.text());
    output.success(document);
    return report;
}

}  // namespace

int command_write(const Options& options, Output& output) {
    const std::string items = load_items(options.items_file);
    OpenPlugin plugin(options);
    auto report = write_and_show(plugin.handle(), options, items, options.dry_run ? SYNCMOD_CALL_DRY_RUN : 0u, output);
    if (!report) return exit_failed;
    bool are_others_good = true;
    if (report->guard && is_confirmed_by_a_person(*report->guard, options, output)) {
        are_others_good = report->others_are_good();
        report = write_and_show(plugin.handle(), options, picked_items(items, report->refused_by_guard()),
                                SYNCMOD_CALL_CONFIRMED, output);
    }
    return report && report->ok && report->all_good() && are_others_good ? exit_ok : exit_failed;
}

}  // namespace syncmod_host
