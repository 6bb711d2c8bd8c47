// Runs a target on every file of a folder, or on single files: "fuzz_replay items tests/fuzz/corpus/items".
#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "targets.hpp"
#include "tests/support/temp_folder.hpp"

namespace {

using namespace mod_trakt::fuzz;

constexpr std::array<std::pair<std::string_view, Target*>, 11> targets = {{
    {"json", run_json},
    {"items", run_items},
    {"api_page", run_api_page},
    {"headers", run_headers},
    {"dates", run_dates},
    {"histories", run_histories},
    {"config", run_config},
    {"state_files", run_state_files},
    {"account_files", run_account_files},
    {"module_calls", run_module_calls},
    {"abi_calls", run_abi_calls},
}};

std::vector<std::string> files_of(const std::string& path) {
    if (!std::filesystem::is_directory(path)) return {path};
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path))
        if (entry.is_regular_file()) files.push_back(entry.path().string());
    std::sort(files.begin(), files.end());
    return files;
}

int replay(int count, char** arguments) {
    const auto target = std::find_if(targets.begin(), targets.end(),
                                     [&](const auto& known) { return count > 2 && known.first == arguments[1]; });
    if (target == targets.end()) {
        std::fputs("usage: fuzz_replay TARGET FILE-OR-FOLDER...\n", stderr);
        return 2;
    }
    std::size_t runs = 0;
    for (int i = 2; i < count; ++i)
        for (const std::string& file : files_of(arguments[i])) {
            // Said before the run: a broken promise ends the process there.
            std::fprintf(stderr, "%s\n", file.c_str());
            const std::string input = mod_trakt::test::slurp(file);
            target->second(input);
            ++runs;
        }
    std::printf("%s: %zu inputs\n", arguments[1], runs);
    return runs > 0 ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
    try {
        return replay(count, arguments);
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "fuzz_replay: %s\n", fault.what());
        return 1;
    }
}
