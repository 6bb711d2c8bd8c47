// property_tests [--seed N | --seeds COUNT [--first N]]: random histories; each index must equal the account.
//
// MOD_TRAKT_PROPERTY_SEEDS=COUNT       how many seeds, if the command does not say (300; soak: 20000)
// MOD_TRAKT_TEST_SHARE=N               runs only one in N of these
// MOD_TRAKT_REQUEST_LIMITS=0          leaves the numbers of requests unchecked
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include "property_case.hpp"

namespace {

constexpr std::uint64_t usual_seeds = 300, soak_seeds = 20'000;
constexpr int most_failures = 5;

std::uint64_t from_environment(const char* name, std::uint64_t fallback) {
    const char* text = std::getenv(name);
    return text != nullptr && *text != '\0' ? std::strtoull(text, nullptr, 10) : fallback;
}

struct Range {
    std::uint64_t first = 1, count = 0, step = 1;
};

bool read_command(int argc, char** argv, Range& range) {
    for (int at = 1; at < argc; at += 2) {
        const std::string word = argv[at];
        if (at + 1 == argc) return false;
        const std::uint64_t number = std::strtoull(argv[at + 1], nullptr, 10);
        if (word == "--seed")
            range = {number, 1, 1};
        else if (word == "--seeds")
            range.count = number;
        else if (word == "--first")
            range.first = number;
        else
            return false;
    }
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    Range range;
    range.count = from_environment("MOD_TRAKT_PROPERTY_SEEDS",
                                   from_environment("MOD_TRAKT_TEST_SOAK", 0) != 0 ? soak_seeds : usual_seeds);
    range.step = std::max<std::uint64_t>(1, from_environment("MOD_TRAKT_TEST_SHARE", 1));
    if (!read_command(argc, argv, range)) {
        std::fprintf(stderr, "usage: property_tests [--seed N | --seeds COUNT [--first N]]\n");
        return 2;
    }
    const bool check_limits = from_environment("MOD_TRAKT_REQUEST_LIMITS", 1) != 0;

    mod_trakt::property::Site site(mod_trakt::property::most_plays, mod_trakt::property::most_entries);
    mod_trakt::property::CaseResult all;
    int failures = 0;
    std::uint64_t cases = 0;
    for (std::uint64_t seed = range.first; seed < range.first + range.count; seed += range.step) {
        mod_trakt::property::CaseResult result;
        try {
            result = run_case(seed, site, check_limits);
        } catch (const std::exception& fault) {
            result.failure = std::string("the test itself fails: ") + fault.what() + "\n";
        }
        ++cases;
        all.steps += result.steps;
        all.indexes += result.indexes;
        all.refused += result.refused;
        all.partly_seen += result.partly_seen;
        all.exact_at_once += result.exact_at_once;
        all.exact_after_verify_hours += result.exact_after_verify_hours;
        all.limits_checked += result.limits_checked;
        if (result.failure.empty()) continue;
        std::printf("FAILED: seed %llu; again with: property_tests --seed %llu\n%s\n",
                    static_cast<unsigned long long>(seed), static_cast<unsigned long long>(seed),
                    result.failure.c_str());
        std::fflush(stdout);
        if (++failures == most_failures) break;
    }
    std::printf(
        "%llu cases, %d failed: %zu steps, %zu indexes, %zu refused, %zu exact at once, %zu partly seen, "
        "%zu exact after verify_hours, %zu limits of requests\n",
        static_cast<unsigned long long>(cases), failures, all.steps, all.indexes, all.refused, all.exact_at_once,
        all.partly_seen, all.exact_after_verify_hours, all.limits_checked);
    return failures == 0 ? 0 : 1;
}
