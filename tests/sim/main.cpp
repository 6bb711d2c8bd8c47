// sim [--first N] [--count M] [--undo] [--story] [--brief] [--break NAME]: simulations of these seeds.
//
// MOD_TRAKT_TEST_SOAK=1    more of them, when the command does not say how many
// MOD_TRAKT_TEST_SHARE=N   of these only one in N
#include <sched.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string>

#include "world.hpp"

namespace {

using namespace mod_trakt::sim;

constexpr std::uint64_t usual_seeds = 5'000, soak_seeds = 50'000;
constexpr std::int64_t most_plays = 60, most_entries = 20;
constexpr int most_failures = 3;

std::uint64_t from_environment(const char* name, std::uint64_t fallback) {
    const char* text = std::getenv(name);
    return text != nullptr && *text != '\0' ? std::strtoull(text, nullptr, 10) : fallback;
}

struct Command {
    std::uint64_t first = 1, count = 0;
    bool tells_story = false;
    bool has_undos = false;
    bool is_brief = false;  // one line for each failure, and no end after some
    Break broken = Break::None;
};

std::optional<Command> read_command(int argc, char** argv) {
    Command command;
    command.count = from_environment("MOD_TRAKT_TEST_SOAK", 0) != 0 ? soak_seeds : usual_seeds;
    command.count = std::max<std::uint64_t>(1, command.count / from_environment("MOD_TRAKT_TEST_SHARE", 1));
    for (int at = 1; at < argc; ++at) {
        const std::string word = argv[at];
        if (word == "--story") {
            command.tells_story = true;
            continue;
        }
        if (word == "--undo") {
            command.has_undos = true;
            continue;
        }
        if (word == "--brief") {
            command.is_brief = true;
            continue;
        }
        if (++at == argc) return std::nullopt;
        if (word == "--first")
            command.first = std::strtoull(argv[at], nullptr, 10);
        else if (word == "--count")
            command.count = std::strtoull(argv[at], nullptr, 10);
        else if (const auto broken = break_from(argv[at]); word == "--break" && broken)
            command.broken = *broken;
        else
            return std::nullopt;
    }
    return command;
}

// Leaves out halves, quarters and so on, as long as the rest still fails.
Script shrink(Script script, Site& site, Break broken) {
    constexpr int most_runs = 400;
    int runs = 0;
    for (std::size_t part = script.size() / 2; part > 0 && runs < most_runs; part /= 2)
        for (std::size_t begin = 0; begin < script.size() && runs < most_runs;) {
            const Script shorter = without(script, begin, begin + part);
            ++runs;
            if (shorter.size() < script.size() && !World(site, shorter, broken, false).run().broken.empty())
                script = shorter;
            else
                begin += part;
        }
    return script;
}

// Passing the baton from one processor to another costs more than the work between.
void use_one_processor() {
    cpu_set_t all, one;
    if (sched_getaffinity(0, sizeof all, &all) != 0) return;
    const int here = sched_getcpu();
    CPU_ZERO(&one);
    CPU_SET(static_cast<std::size_t>(here < 0 ? 0 : here), &one);
    (void)sched_setaffinity(0, sizeof one, &one);
}

void print(const Result& result) {
    std::fputs(result.story.c_str(), stdout);
    for (const std::string& line : result.broken) std::printf("BROKEN: %s\n", line.c_str());
}

}  // namespace

int main(int argc, char** argv) {
    const auto command = read_command(argc, argv);
    if (!command) {
        std::fprintf(stderr,
                     "usage: sim [--first N] [--count M] [--undo] [--story] [--brief] [--break NAME]\n"
                     "With --break it fails if no seed shows the break. NAME: %s\n",
                     break_names().c_str());
        return 2;
    }
    use_one_processor();
    Site site(most_plays, most_entries);
    int failures = 0;
    std::size_t calls = 0;
    std::uint64_t seeds = 0;
    const auto begun = std::chrono::steady_clock::now();
    for (std::uint64_t seed = command->first; seed < command->first + command->count; ++seed) {
        ++seeds;
        const Script script = make_script(seed, site, command->has_undos);
        const Result result = World(site, script, command->broken, command->tells_story).run();
        calls += result.calls;
        if (command->tells_story) {
            std::fputs(script.text().c_str(), stdout);
            print(result);
        }
        if (result.broken.empty()) continue;
        // A seed that fails without the break as well does not show it.
        if (command->broken != Break::None && !World(site, script, Break::None, false).run().broken.empty()) continue;
        ++failures;
        if (command->broken != Break::None) {
            std::printf("seed %llu shows it: %s\n", static_cast<unsigned long long>(seed), result.broken[0].c_str());
            return 0;
        }
        if (command->is_brief) {
            std::printf("seed %llu: %s\n", static_cast<unsigned long long>(seed), result.broken[0].c_str());
            std::fflush(stdout);
            continue;
        }
        std::printf("FAILED: seed %llu; again with: sim --first %llu --count 1 --story%s\n",
                    static_cast<unsigned long long>(seed), static_cast<unsigned long long>(seed),
                    command->has_undos ? " --undo" : "");
        for (const std::string& line : result.broken) std::printf("BROKEN: %s\n", line.c_str());
        const Script shorter = shrink(script, site, command->broken);
        std::printf("The shortest script that fails:\n%s", shorter.text().c_str());
        print(World(site, shorter, command->broken, true).run());
        std::fflush(stdout);
        if (failures == most_failures) break;
    }
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
    std::printf("%llu seeds, %d failed, %zu calls, %.1f ms a seed\n", static_cast<unsigned long long>(seeds), failures,
                calls, static_cast<double>(took.count()) / static_cast<double>(seeds));
    if (command->broken != Break::None) std::printf("no seed shows the break\n");
    return (failures == 0) == (command->broken == Break::None) ? 0 : 1;
}
