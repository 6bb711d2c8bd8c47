// syncmod-host: a sample host for media-sync provider plugins. Its commands are in commands.hpp.
#include <fcntl.h>
#include <unistd.h>
#include <cstdio>
#include <cstring>
#include <new>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "lib/cancel.hpp"
#include "lib/plugin_probe.hpp"

namespace {

using namespace syncmod_host;

// If the program starts with a standard descriptor closed, the next opened file would become that descriptor.
void keep_standard_descriptors() {
    for (int fd = 0; fd < 3; ++fd)
        if (::fcntl(fd, F_GETFD) < 0) [[maybe_unused]]
            const int opened = ::open("/dev/null", O_RDWR);
}

int run(const Options& options, Output& output) {
    switch (options.command) {
        case Command::List: return command_list(options, output);
        case Command::Info: return command_info(options, output);
        case Command::Health: return command_health(options, output);
        case Command::Index: return command_index(options, output);
        case Command::Add:
        case Command::Remove: return command_write(options, output);
        case Command::Undo: return command_undo(options, output);
        case Command::Demo: return command_demo(options, output);
        case Command::Version: return command_version(output);
    }
    return exit_usage;
}

int guarded(int argc, char** argv, Output& output) {
    try {
        if (wants_json(argc, argv)) output.use_json();
        const auto parsed = parse_options(argc, argv);
        if (const auto* help = std::get_if<HelpText>(&parsed)) {
            output.plain(help->text);
            return exit_ok;
        }
        if (const auto* missing = std::get_if<MissingCommand>(&parsed)) {
            if (!output.json()) output.plain(missing->help);
            throw Fatal(exit_usage, {.status = SYNCMOD_INVALID_ARGUMENT,
                                     .reason = "usage",
                                     .message = "no command was given; syncmod-host --help shows the commands"});
        }
        install_cancel_signals();
        return run(std::get<Options>(parsed), output);
    } catch (const Fatal& fatal) {
        output.failure(fatal.problem());
        return fatal.exit_code();
    } catch (const std::bad_alloc&) {
        output.failure({.status = SYNCMOD_NO_MEMORY, .reason = "no_memory", .message = "out of memory"});
    } catch (const std::exception& error) {
        output.failure({.status = SYNCMOD_HOST, .reason = "host_error", .message = error.what()});
    }
    return exit_failed;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 3 && std::strcmp(argv[1], probe_option) == 0) run_probe(argv[2]);
    keep_standard_descriptors();
    Output output;
    const int code = guarded(argc, argv, output);
    if (!output.flush()) {
        std::fputs("syncmod-host: the result could not be written\n", stderr);
        return code == exit_ok ? exit_failed : code;
    }
    return code;
}
