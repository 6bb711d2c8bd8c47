// The command line, parsed and checked.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>

namespace syncmod_host {

enum class Command { List, Info, Health, Index, Add, Remove, Demo, Version };

struct Options {
    Command command = Command::List;
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
    bool out_to_stdout = false;  // the index alone is on stdout; out_file is then empty
    bool fresh = false;
    bool allow_stale = false;
    bool dry_run = false;
    bool yes = false;
};

// Text that was asked for with --help.
struct HelpText {
    std::string text;
};

// A command line without any command; `help` is the text of --help.
struct MissingCommand {
    std::string help;
};

// Throws Fatal (usage) for any other line that is not a complete command.
std::variant<Options, HelpText, MissingCommand> parse_options(int argc, char** argv);

// Whether --json stands anywhere, for errors that come before the line is understood.
bool wants_json(int argc, char** argv);

}  // namespace syncmod_host
