#include "support/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <stdexcept>

namespace mod_trakt::tests {
namespace {

constexpr int line_timeout_ms = 10'000;

struct Pipe {
    int read_end = -1;
    int write_end = -1;
    Pipe() {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
        read_end = ends[0];
        write_end = ends[1];
    }
};

std::vector<char*> argv_of(std::vector<std::string>& command) {
    std::vector<char*> argv;
    for (std::string& word : command) argv.push_back(word.data());
    argv.push_back(nullptr);
    return argv;
}

}  // namespace

ChildProcess::ChildProcess(std::vector<std::string> command) {
    const Pipe in, out;
    std::vector<char*> argv = argv_of(command);
    pid_ = ::fork();
    if (pid_ < 0) throw std::runtime_error("no fork");
    if (pid_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
        ::dup2(in.read_end, STDIN_FILENO);
        ::dup2(out.write_end, STDOUT_FILENO);
        ::execvp(argv[0], argv.data());
        ::_exit(127);
    }
    ::close(in.read_end);
    ::close(out.write_end);
    stdin_ = in.write_end;
    stdout_ = out.read_end;
}

ChildProcess::~ChildProcess() {
    ::close(stdin_);
    ::close(stdout_);
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
}

std::string ChildProcess::read_line() {
    std::string line;
    for (;;) {
        pollfd wanted{stdout_, POLLIN, 0};
        if (::poll(&wanted, 1, line_timeout_ms) <= 0) throw std::runtime_error("the child process says nothing");
        char byte = 0;
        if (::read(stdout_, &byte, 1) != 1) throw std::runtime_error("the child process ended");
        if (byte == '\n') return line;
        line += byte;
    }
}

int run(std::vector<std::string> command) {
    std::vector<char*> argv = argv_of(command);
    const pid_t pid = ::fork();
    if (pid < 0) throw std::runtime_error("no fork");
    if (pid == 0) {
        const int nowhere = ::open("/dev/null", O_RDWR);
        for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nowhere, fd);
        ::execvp(argv[0], argv.data());
        ::_exit(127);
    }
    int status = 0;
    ::waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool is_installed(const std::string& program) {
    const char* path = std::getenv("PATH");
    std::istringstream folders(path != nullptr ? path : "/usr/bin");
    for (std::string folder; std::getline(folders, folder, ':');)
        if (::access((std::filesystem::path(folder) / program).c_str(), X_OK) == 0) return true;
    return false;
}

}  // namespace mod_trakt::tests
