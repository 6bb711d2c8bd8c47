#include "lib/plugin_catalog.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <system_error>

#include "lib/child_process.hpp"
#include "lib/plugin_probe.hpp"
#include "lib/problem.hpp"
#include "lib/text.hpp"

namespace syncmod_host {
namespace {

// Loading a plugin and checking its table takes milliseconds; the limit allows for a busy machine.
constexpr std::int64_t probe_limit_ms = 4000;

std::string crash_text(int signal_number) {
    const char* words = sigdescr_np(signal_number);
    return "it crashed while it was loaded and checked: signal " + std::to_string(signal_number) +
           (words != nullptr ? std::string(" (") + words + ")" : std::string());
}

std::optional<PluginInfo> parsed(const std::filesystem::path& file, const boost::json::object& answer) {
    const auto* plugin = answer.if_contains("plugin");
    if (plugin == nullptr) return std::nullopt;
    return PluginInfo{.file = file,
                      .name = plugin->at("name").as_string().c_str(),
                      .label = plugin->at("label").as_string().c_str(),
                      .version = plugin->at("version").as_string().c_str(),
                      .abi_version = plugin->at("abi_version").to_number<std::uint32_t>(),
                      .min_host_abi = plugin->at("min_host_abi").to_number<std::uint32_t>(),
                      .features = plugin->at("features").as_object(),
                      .capabilities = plugin->at("capabilities").as_object()};
}

void probe(PluginCatalog& catalog, const std::filesystem::path& file) {
    using End = ChildResult::End;
    const auto refuse = [&](std::string reason, std::string message) {
        catalog.refused.push_back({file, std::move(reason), std::move(message)});
    };
    const ChildResult child = run_self({probe_option, file.string()}, probe_limit_ms);
    switch (child.end) {
        case End::Answered: break;
        case End::Cancelled:
            throw Fatal(
                exit_failed,
                {.status = SYNCMOD_CANCELLED, .reason = "cancelled", .message = "stopped while looking for plugins"});
        case End::TimedOut:
            return refuse("timed_out", "it hung: loading and checking took more than " +
                                           std::to_string(probe_limit_ms / 1000) + " s");
        case End::Signalled: return refuse("crashed", crash_text(child.code));
        case End::Exited:
            return refuse("ended_early",
                          "it ended the process while it was loaded, with exit code " + std::to_string(child.code));
        case End::NotStarted:
            return refuse("probe_failed",
                          "the test process did not start: " + std::generic_category().message(child.code));
    }
    try {
        const auto answer = boost::json::parse(child.answer).as_object();
        if (auto info = parsed(file, answer))
            catalog.usable.push_back(std::move(*info));
        else
            refuse(answer.at("reason").as_string().c_str(), answer.at("message").as_string().c_str());
    } catch (const std::exception&) {
        refuse("probe_failed", "the answer of the test process is invalid");
    }
}

}  // namespace

PluginCatalog scan_plugins(const std::filesystem::path& folder) {
    PluginCatalog catalog;
    std::vector<std::filesystem::path> files;
    std::error_code failed;
    for (std::filesystem::directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed))
        if (entry->path().extension() == ".so") files.push_back(entry->path());
    if (failed) catalog.folder_problem = failed.message();
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
        if (std::filesystem::is_regular_file(file, failed))
            probe(catalog, file);
        else
            catalog.refused.push_back({file, "not_a_shared_library", "it is not a regular file"});
    }
    return catalog;
}

}  // namespace syncmod_host
