// Parses and checks the command line.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>

namespace syncmod_host {

enum class Command { List, Info, Health, Index, Add, Remove, Undo, Demo, Version };

struct Options {
    Command command = Command::List;
    std::string command_name;           // as it is typed
    std::filesystem::path plugins_dir;  // default: ../plugins beside the folder of this executable
    std::optional<std::string> provider;
    std::optional<std::filesystem::path> config_file;  // "-" is stdin
    std::optional<std::filesystem::path> state_dir;
    std::int64_t timeout_ms = 0;  // 0: none
    bool json = false;
    bool verbose = false;

    std::string feature;     // index, add, remove
    std::string items_file;  // add, remove; "-" is stdin
    std::optional<std::filesystem::path> out_file;
    bool out_to_stdout = false;  // only the index is written to stdout; out_file is then empty
    bool fresh = false;
    bool allow_stale = false;
    std::string run;         // undo: the run to take back; empty: the newest
    bool list_runs = false;  // undo
    bool dry_run = false;
    bool yes = false;
    std::string confirm;  // the code of a refusal of the plugin's guard; empty: none
};

// The text of --help.
struct HelpText {
    std::string text;
};

// A command line without any command; `help` is the text of --help.
struct MissingCommand {
    std::string help;
};

// Throws Fatal (usage) for any other command line that is not complete.
std::variant<Options, HelpText, MissingCommand> parse_options(int argc, char** argv);

// True if --json is anywhere on the command line; for errors before it is parsed.
bool wants_json(int argc, char** argv);

}  // namespace syncmod_host
