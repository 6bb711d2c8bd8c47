// A program that a test runs as a child process; it is ended by its pid and never outlives the test.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace mod_trakt::tests {

class ChildProcess {
public:
    // Its stdin is a pipe without data, which closes when this object is destroyed or the test ends.
    explicit ChildProcess(std::vector<std::string> command);
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    // One line of its stdout; throws when the program ends or writes nothing for ten seconds.
    std::string read_line();

private:
    pid_t pid_ = -1;
    int stdin_ = -1;
    int stdout_ = -1;
};

// Runs a command to its end and returns its exit code; drops its output.
int run(std::vector<std::string> command);

// Whether a program of this name is in PATH.
bool is_installed(const std::string& program);

}  // namespace mod_trakt::tests
