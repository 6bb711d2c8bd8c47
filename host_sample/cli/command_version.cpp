// --version: shows the versions of the program and of its ABI.
#include <string>

#include "cli/commands.hpp"
#include "lib/plugin_table.hpp"
#include "lib/text.hpp"

namespace syncmod_host {

int command_version(Output& output) {
    const std::string abi = abi_text(host_abi);
    output.say("syncmod-host " SYNCMOD_HOST_VERSION " (ABI " + abi + ")\n");
    output.success("{\"name\":\"syncmod-host\",\"version\":" + json_quoted(SYNCMOD_HOST_VERSION) +
                   ",\"abi\":" + json_quoted(abi) + "}");
    return exit_ok;
}

}  // namespace syncmod_host
