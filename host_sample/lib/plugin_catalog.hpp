// Scans a folder for plugins: finds the usable ones, and the reason why each other *.so is refused.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace syncmod_host {

struct PluginInfo {
    std::filesystem::path file;
    std::string name;
    std::string label;
    std::string version;
    std::uint32_t abi_version = 0;
    std::uint32_t min_host_abi = 0;
    boost::json::object features;
    boost::json::object capabilities;
};

struct RefusedFile {
    std::filesystem::path file;
    std::string reason;   // stable slug
    std::string message;  // for people
};

struct PluginCatalog {
    std::vector<PluginInfo> usable;
    std::vector<RefusedFile> refused;
    std::string folder_problem;  // why the folder could not be read; empty if it was read
};

// Tries each file in a child process with a time limit, so that a plugin that crashes, hangs or prints does no harm.
// The result is sorted by file name. Throws Fatal when the user cancels.
PluginCatalog scan_plugins(const std::filesystem::path& folder);

}  // namespace syncmod_host
