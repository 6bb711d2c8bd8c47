#include "cli/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <string_view>
#include <system_error>

#include "lib/problem.hpp"

namespace syncmod_host {
namespace {

std::filesystem::path default_plugins_dir() {
    std::error_code ignored;
    const auto executable = std::filesystem::read_symlink("/proc/self/exe", ignored);
    return executable.parent_path().parent_path() / "plugins";
}

[[noreturn]] void refuse(std::string message) {
    throw Fatal(exit_usage, {.status = SYNCMOD_INVALID_ARGUMENT, .reason = "usage", .message = std::move(message)});
}

// The system's names for stdout mean the real stdout, although descriptor 1 is stderr in this process (see Output).
bool names_stdout(std::string_view file) {
    constexpr std::string_view names[] = {"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"};
    return std::find(std::begin(names), std::end(names), file) != std::end(names);
}

bool names_stdin(std::string_view file) { return file == "-" || file == "/dev/stdin"; }

// An empty name is usually a shell variable that is not set; continuing without the file would hide that.
CLI::Validator not_empty() {
    return CLI::Validator([](std::string& name) { return std::string(name.empty() ? "the name is empty" : ""); }, "");
}

constexpr const char* footer =
    "Results are on stdout, progress and log on stderr. With --out -, stdout has only the\n"
    "index, and the summary is on stderr; a device or a pipe is written in place.\n"
    "A UTF-8 byte order mark at the start of an input file is ignored.\n"
    "\n"
    "An index with \"skipped\" lacks rows that the plugin could not use: nothing that is\n"
    "missing from it counts as removed.\n"
    "\n"
    "Exit codes: 0 done, 1 the operation or an item failed, 2 usage, 3 no usable plugin.";

}  // namespace

std::variant<Options, HelpText, MissingCommand> parse_options(int argc, char** argv) {
    Options options;
    CLI::App app("Runs media-sync provider plugins (syncmod ABI).", "syncmod-host");
    // Shared options may be before or after the command.
    app.fallthrough();
    app.require_subcommand(1);
    app.footer(footer);
    app.set_version_flag("--version", "", "Print the versions of this program and of its ABI");

    std::string plugins, provider, config, state, out;
    double timeout_s = 0;
    app.add_option("--plugins", plugins, "Folder that is scanned for plugins (default: ../plugins of this program)")
        ->option_text("FOLDER");
    app.add_option("--provider", provider, "Name of the provider; not needed when only one plugin is usable")
        ->option_text("NAME");
    app.add_option("--config", config, "File with one JSON object that is handed to the plugin; - is stdin")
        ->option_text("FILE")
        ->check(not_empty());
    app.add_option("--state", state, "Folder in which the plugin may keep its state")
        ->option_text("FOLDER")
        ->check(not_empty());
    app.add_option("--timeout", timeout_s, "Time limit of each operation in seconds")
        ->option_text("SECONDS")
        ->check(CLI::Range(0.001, 1.0e9));
    app.add_flag("--json", options.json, "Print one JSON object on stdout");
    app.add_flag("--verbose", options.verbose, "Show the plugin's log in detail");

    const auto command = [&](const char* name, const char* what, Command value) {
        auto* sub = app.add_subcommand(name, what);
        sub->callback([&options, name, value] {
            options.command = value;
            options.command_name = name;
        });
        return sub;
    };
    const auto feature = [&](CLI::App* sub) {
        sub->add_option("FEATURE", options.feature, "watchlist, ratings, history, ...")->option_text(" ")->required();
    };
    command("list", "Show the plugins found and the files refused", Command::List);
    command("info", "Show what a plugin is and can do", Command::Info);
    command("health", "Ask whether the service and the account work", Command::Health);

    auto* index = command("index", "Read everything of one feature", Command::Index);
    feature(index);
    index->add_option("--out", out, "Write the index to this file, whole or not at all; - is stdout")
        ->option_text("FILE")
        ->check(not_empty());
    index->add_flag("--fresh", options.fresh, "Read everything again, without the cache");
    index->add_flag("--allow-stale", options.allow_stale, "Accept the last complete index when reading fails");

    const auto write = [&](const char* name, const char* what, Command value) {
        auto* sub = command(name, what, value);
        feature(sub);
        sub->add_option("ITEMS", options.items_file, "File with a JSON array of items; - is stdin")
            ->option_text(" ")
            ->required();
        sub->add_flag("--dry-run", options.dry_run, "Show what would be sent, send nothing");
        sub->add_flag("--yes", options.yes, "Ask nothing; what the plugin's guard refuses stays refused");
        sub->add_option("--confirm", options.confirm, "Make the changes that the plugin's guard refused with this code")
            ->option_text("CODE")
            ->check(not_empty());
    };
    write("add", "Add items to one feature", Command::Add);
    write("remove", "Remove items from one feature", Command::Remove);

    auto* undo = command("undo", "Take back what a run has written", Command::Undo);
    undo->add_option("RUN", options.run, "Name of the run (default: the newest that is not an undo or taken back)")
        ->option_text(" ")
        ->check(not_empty());
    undo->add_flag("--list", options.list_runs, "Show the runs of the last 90 days");
    undo->add_flag("--dry-run", options.dry_run, "Show what would be done, change nothing");

    command("demo", "Show all operations on one account: read, add, read, remove, read", Command::Demo);

    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        return HelpText{app.help("", CLI::AppFormatMode::All)};
    } catch (const CLI::CallForVersion&) {
        options.command = Command::Version;
        return options;
    } catch (const CLI::ParseError& error) {
        if (app.get_subcommands().empty()) {
            const auto unknown = app.remaining();
            if (!unknown.empty())
                refuse("there is no command or option \"" + unknown.front() + "\" (see syncmod-host --help)");
            if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::RequiredError))
                return MissingCommand{app.help("", CLI::AppFormatMode::All)};
        }
        refuse(std::string(error.what()) + " (see syncmod-host --help)");
    }
    options.plugins_dir = plugins.empty() ? default_plugins_dir() : std::filesystem::path(plugins);
    if (!provider.empty()) options.provider = provider;
    if (!config.empty()) options.config_file = config;
    if (!state.empty()) options.state_dir = state;
    options.out_to_stdout = names_stdout(out);
    if (!out.empty() && !options.out_to_stdout) options.out_file = out;
    options.timeout_ms = static_cast<std::int64_t>(std::ceil(timeout_s * 1000.0));

    if (options.json && options.out_to_stdout)
        refuse("--json and --out " + out + " both write to stdout; leave one of them out");
    if (options.list_runs && (!options.run.empty() || options.dry_run))
        refuse("--list shows all runs; leave the name of a run and --dry-run out");
    if (names_stdin(config) && names_stdin(options.items_file))
        refuse("the configuration and the items cannot both be read from stdin; name a file for one of them");
    return options;
}

bool wants_json(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "--") return false;
        if (argument == "--json") return true;
    }
    return false;
}

}  // namespace syncmod_host
