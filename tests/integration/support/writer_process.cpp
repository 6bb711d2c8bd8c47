#include "support/writer_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

#include "support/plugin_library.hpp"

namespace mod_trakt::tests {
namespace {

// The results of each call; none of a call that has no report.
std::string add_all(Handle& handle, const WriterProcess::Task& task) {
    json::array said;
    for (const auto& [feature, items] : task) {
        const Outcome outcome = handle.add(feature, items);
        said.push_back(outcome.text.empty() ? json::value(json::array()) : outcome.document().at("results"));
    }
    return json::serialize(said);
}

void write_all(int file, const std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
        const ssize_t written = ::write(file, text.data() + at, text.size() - at);
        if (written <= 0) return;
        at += static_cast<std::size_t>(written);
    }
}

}  // namespace

WriterProcess::WriterProcess(const json::object& config, const Task& task) {
    plugin();
    int go[2], said[2];
    if (::pipe2(go, O_CLOEXEC) != 0 || ::pipe2(said, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    pid_ = ::fork();
    if (pid_ < 0) throw std::runtime_error("no fork");
    if (pid_ == 0) {
        ::close(go[1]);
        ::alarm(100);
        try {
            Handle handle(config);
            char start = 0;
            if (::read(go[0], &start, 1) == 1) write_all(said[1], add_all(handle, task));
        } catch (const std::exception&) {
        }
        ::_exit(0);
    }
    ::close(go[0]);
    ::close(said[1]);
    go_ = go[1];
    said_ = said[0];
}

WriterProcess::~WriterProcess() {
    ::close(go_);
    ::close(said_);
    kill();
}

void WriterProcess::start() const {
    if (::write(go_, "x", 1) != 1) throw std::runtime_error("no pipe");
}

void WriterProcess::kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
}

bool WriterProcess::is_done() const {
    pollfd said{said_, POLLIN, 0};
    return ::poll(&said, 1, 0) > 0;
}

std::vector<json::array> WriterProcess::results() {
    std::string text;
    char part[4096];
    for (ssize_t size = 0; (size = ::read(said_, part, sizeof part)) > 0;)
        text.append(part, static_cast<std::size_t>(size));
    std::vector<json::array> results;
    if (text.empty()) return results;
    const json::value said = parse(text);
    for (const json::value& call : said.as_array()) results.push_back(call.as_array());
    return results;
}

}  // namespace mod_trakt::tests
