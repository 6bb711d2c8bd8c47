// Errors of plugins and of the host in a form that outlives the plugin, and exit codes.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <utility>

#include "syncmod/syncmod.h"

namespace syncmod_host {

// The status as a word ("RATE_LIMITED"); "STATUS_<n>" for one that this host does not know yet.
std::string status_word(syncmod_status status);

// An error of a plugin or of the host itself.
struct Problem {
    syncmod_status status = SYNCMOD_INTERNAL;
    std::string reason;   // stable slug for programs
    std::string message;  // for people
    std::int32_t http_status = 0;
    std::int32_t retry_after_ms = 0;
};

// An error that ends the command, with its exit code.
class Fatal : public std::exception {
public:
    Fatal(int exit_code, Problem problem) : exit_code_(exit_code), problem_(std::move(problem)) {}
    int exit_code() const noexcept { return exit_code_; }
    const Problem& problem() const noexcept { return problem_; }
    const char* what() const noexcept override { return problem_.message.c_str(); }

private:
    int exit_code_;
    Problem problem_;
};

inline constexpr int exit_ok = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_no_plugin = 3;

}  // namespace syncmod_host
