// index FEATURE: reads everything that the account has of one feature.
#include <chrono>
#include <cstdio>
#include <optional>

#include "cli/commands.hpp"
#include "cli/open_plugin.hpp"
#include "cli/output_file.hpp"
#include "lib/index_summary.hpp"
#include "lib/text.hpp"

namespace syncmod_host {
namespace {

std::string yes_no(const std::optional<bool>& value) { return !value ? "not said" : *value ? "yes" : "no"; }

std::string json_bool(const std::optional<bool>& value) { return !value ? "null" : *value ? "true" : "false"; }

}  // namespace

int command_index(const Options& options, Output& output) {
    if (options.out_to_stdout) output.reserve_stdout_for_document();
    std::optional<OutputFile> file;
    if (options.out_file) file.emplace(*options.out_file);
    OpenPlugin plugin(options);

    const std::uint32_t flags =
        (options.fresh ? SYNCMOD_CALL_FRESH : 0u) | (options.allow_stale ? SYNCMOD_CALL_ALLOW_STALE : 0u);
    const auto start = std::chrono::steady_clock::now();
    const Reply reply = plugin.handle().index(options.feature, flags);
    const double elapsed_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (!reply.ok()) {
        output.failure(reply.problem, reply.document.text());
        return exit_failed;
    }
    const std::string_view document = reply.document.text();
    if (output.json() && !file) {
        output.success(document);
        return exit_ok;
    }

    const IndexSummary summary = summarize_index(document);
    if (file) file->commit(document);
    if (options.out_to_stdout) output.document(document);
    char elapsed[32];
    std::snprintf(elapsed, sizeof elapsed, "%.2f s", elapsed_s);
    output.say(printable(options.feature) + ": " + index_counts(summary.count, summary.skipped) +
               ", complete: " + yes_no(summary.complete) + ", stale: " + yes_no(summary.stale) + ", generated at " +
               printable(summary.generated_at.empty() ? "(not said)" : summary.generated_at) + ", took " + elapsed +
               "\n");
    if (summary.skipped > 0) output.say(skipped_note(summary.skipped) + "\n");
    if (file)
        output.say("Written to " + printable(options.out_file->string()) + "\n");
    else if (summary.count > 0 && !options.out_to_stdout)
        output.say("The first " + std::to_string(summary.first_items.size()) + ":\n" + summary.sample_table());
    if (file)
        output.success("{\"file\":" + json_quoted(options.out_file->string()) +
                       ",\"count\":" + std::to_string(summary.count) +
                       (summary.skipped > 0 ? ",\"skipped\":" + std::to_string(summary.skipped) : "") +
                       ",\"complete\":" + json_bool(summary.complete) + ",\"stale\":" + json_bool(summary.stale) + "}");
    return exit_ok;
}

}  // namespace syncmod_host
