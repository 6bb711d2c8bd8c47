#include "lib/run_name.hpp"

#include <array>
#include <cstdio>
#include <ctime>
#include <random>

namespace syncmod_host {

std::string new_run_name(const std::string& command) {
    const std::time_t now = std::time(nullptr);
    std::tm utc = {};
    std::array<char, 40> text = {};
    if (::gmtime_r(&now, &utc) != nullptr) std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &utc);
    std::array<char, 16> random = {};
    std::snprintf(random.data(), random.size(), "%04x", static_cast<unsigned>(std::random_device()() & 0xFFFFu));
    return command + "-" + text.data() + "-" + random.data();
}

}  // namespace syncmod_host
