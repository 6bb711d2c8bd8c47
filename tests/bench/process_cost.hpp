// The CPU time and memory of this process so far, as the kernel counts them.
#pragma once

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstring>

namespace mod_trakt::bench {

// User and system time of all threads since the start of the program.
inline double cpu_ms() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto ms = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
    };
    return ms(usage.ru_utime) + ms(usage.ru_stime);
}

// A figure of /proc/self/status, e.g. "VmHWM:"; -1 when it is not there. (ru_maxrss may be that of the parent.)
inline long status_bytes(const char* name) {
    std::FILE* status = std::fopen("/proc/self/status", "r");
    if (status == nullptr) return -1;
    char line[256];
    long kib = -1;
    while (kib < 0 && std::fgets(line, sizeof line, status) != nullptr)
        if (std::strncmp(line, name, std::strlen(name)) == 0) std::sscanf(line + std::strlen(name), "%ld", &kib);
    std::fclose(status);
    return kib < 0 ? -1 : kib * 1024;
}

class Stopwatch {
public:
    double ms() const {
        return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin_).count();
    }

private:
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace mod_trakt::bench
