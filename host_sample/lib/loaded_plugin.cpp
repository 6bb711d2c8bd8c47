#include "lib/loaded_plugin.hpp"

#include <elf.h>
#include <cstring>
#include <fstream>
#include <system_error>

#include "lib/text.hpp"

namespace syncmod_host {
namespace {

// Checks the first bytes, because the loader's messages for a text file or a program are less clear.
void require_shared_object(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw Refusal("unreadable", "the file cannot be opened");
    Elf64_Ehdr header = {};
    stream.read(reinterpret_cast<char*>(&header), sizeof header);
    if (stream.gcount() < static_cast<std::streamsize>(sizeof header) ||
        std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_type != ET_DYN)
        throw Refusal("not_a_shared_library", "the file is not a shared library");
}

std::string loader_message(const std::system_error& error) {
    // Boost.DLL appends the loader's text in brackets; only that text is helpful.
    const std::string text = error.what();
    const auto open = text.find('(');
    const auto close = text.rfind(')');
    return open != std::string::npos && close != std::string::npos && close > open
               ? text.substr(open + 1, close - open - 1)
               : text;
}

}  // namespace

LoadedPlugin::LoadedPlugin(const std::filesystem::path& file) {
    require_shared_object(file);
    try {
        library_.load(std::filesystem::absolute(file),
                      boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
    } catch (const std::system_error& error) {
        throw Refusal("cannot_load", printable(loader_message(error)));
    }
    if (!library_.has(SYNCMOD_ENTRY_SYMBOL)) {
        if (library_.has("syncmod_entry_v2"))
            throw Refusal("other_abi_major", "it exports syncmod_entry_v2 but not " SYNCMOD_ENTRY_SYMBOL
                                             ": the plugin speaks ABI 2, this host " +
                                                 abi_text(host_abi) +
                                                 "; use a newer host, or a build of the plugin for ABI 1");
        throw Refusal("no_entry_symbol", "it does not export " SYNCMOD_ENTRY_SYMBOL ": it is not a sync plugin");
    }
    const auto& entry = library_.get<const syncmod_plugin_v1*()>(SYNCMOD_ENTRY_SYMBOL);
    table_ = complete_table(entry());
}

}  // namespace syncmod_host
