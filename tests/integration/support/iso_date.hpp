// Times as the twin's clock takes them.
#pragma once

#include <cstdint>
#include <cstdio>
#include <ctime>
#include <string>

namespace mod_trakt::tests {

inline std::string iso_of(std::int64_t unix_ms) {
    const std::time_t seconds = unix_ms / 1000;
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[96];
    std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", parts.tm_year + 1900, parts.tm_mon + 1,
                  parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, static_cast<int>(unix_ms % 1000));
    return text;
}

}  // namespace mod_trakt::tests
