// vector_tests DIR: judges every vector file of DIR that a unit is registered for. The last line is
// "N passed, M failed, K set aside", in cases; the exit code is 1 when any failed.
#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "registry.hpp"

namespace vectors {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t failures_shown_per_file = 10;

std::vector<const Unit*>& units() {
    static std::vector<const Unit*> all;
    return all;
}

// Files that do not apply to a plugin, with the reason.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> skipped_files = {{
    {"retry", "describes the original's internals"},
    {"watermarks", "describes the original's internals"},
    {"scope", "belongs to the CrossWatch drop-in, not to the plugin"},
    {"progress", "belongs to the CrossWatch drop-in, not to the plugin"},
    {"log_lines", "belongs to the CrossWatch drop-in, not to the plugin"},
}};

Case read_case(json::Value root) {
    Case subject;
    subject.id = std::string(root["id"].text());
    subject.input = root["input"];
    subject.expected = root["expected"];
    subject.suggested = root["suggested"];
    subject.defect_fields = root["defect_fields"];
    for (const json::Value label : root["newer"].elements()) subject.newer.emplace_back(label.text());
    subject.function = std::string(root["fn"].text());
    subject.has_defect = !root["defect"].text().empty();
    if (subject.id.empty()) subject.id = subject.function;
    return subject;
}

Tally judge_file(const fs::path& path, const Unit& unit) {
    Tally tally;
    std::ifstream in(path);
    std::string line;
    for (std::size_t number = 1; std::getline(in, line); ++number) {
        if (line.empty()) continue;
        json::Document document;
        if (const auto error = document.parse(line)) {
            ++tally.failed;
            tally.failures.push_back("line " + std::to_string(number) + " is not JSON: " + error->message);
            continue;
        }
        const Case subject = read_case(document.root());
        Judge judge(subject);
        unit.judge(subject, judge);
        judge.close(tally);
    }
    return tally;
}

void print(std::string_view file, const Tally& tally) {
    std::printf("%-18.*s %5zu passed %4zu failed %4zu set aside %4zu not judged   (%zu members judged)\n",
                static_cast<int>(file.size()), file.data(), tally.passed, tally.failed, tally.set_aside,
                tally.not_judged, tally.members);
    for (const auto& [reason, count] : tally.set_aside_because)
        std::printf("    set aside  %4zu x %s\n", count, reason.c_str());
    for (const auto& [reason, count] : tally.not_judged_because)
        std::printf("    not judged %4zu x %s\n", count, reason.c_str());
    for (std::size_t i = 0; i < tally.failures.size() && i < failures_shown_per_file; ++i)
        std::printf("  FAILED %s\n", tally.failures[i].c_str());
    if (tally.failures.size() > failures_shown_per_file)
        std::printf("  ... and %zu more\n", tally.failures.size() - failures_shown_per_file);
}

int run(const char* folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".jsonl") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    if (files.empty()) {
        std::fprintf(stderr, "%s holds no vector files\n", folder);
        return 2;
    }
    std::size_t passed = 0, failed = 0, set_aside = 0;
    for (const fs::path& path : files) {
        const std::string name = path.stem().string();
        if (const Unit* unit = find_unit(name)) {
            const Tally tally = judge_file(path, *unit);
            print(name, tally);
            passed += tally.passed;
            failed += tally.failed;
            set_aside += tally.set_aside;
            continue;
        }
        const auto skipped = std::find_if(skipped_files.begin(), skipped_files.end(),
                                          [&](const auto& file) { return file.first == name; });
        if (skipped != skipped_files.end())
            std::printf("%-18s skipped: %s\n", name.c_str(), std::string(skipped->second).c_str());
        else
            std::printf("%-18s not covered by this runner\n", name.c_str());
    }
    std::printf("%zu passed, %zu failed, %zu set aside\n", passed, failed, set_aside);
    return failed > 0 ? 1 : 0;
}

}  // namespace

Unit::Unit(std::string_view file_name, void (*function)(const Case&, Judge&)) : file(file_name), judge(function) {
    units().push_back(this);
}

const Unit* find_unit(std::string_view file) {
    for (const Unit* unit : units())
        if (unit->file == file) return unit;
    return nullptr;
}

}  // namespace vectors

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: vector_tests DIR\n");
        return 2;
    }
    try {
        return vectors::run(argv[1]);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 2;
    }
}
