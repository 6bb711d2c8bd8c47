// Reading /proc. It is no part of a state folder, so it is read without Files.
#include "state/turn_holder.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

#include "state/boot_id.hpp"
#include "support/text.hpp"

namespace mod_trakt::state {
namespace {

constexpr std::string_view unknown_word = "-";

// The beginning of a small file of /proc; empty when it cannot be read.
std::string text_of_proc(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return {};
    std::array<char, 1024> buffer{};
    const ssize_t size = ::read(fd, buffer.data(), buffer.size());
    ::close(fd);
    return size > 0 ? std::string(buffer.data(), static_cast<std::size_t>(size)) : std::string();
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
        if (end > 0) words.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

// "pid:[4026531836]"
std::string pid_namespace_of_this_process() {
    std::array<char, 64> buffer{};
    const ssize_t size = ::readlink("/proc/self/ns/pid", buffer.data(), buffer.size());
    return size > 0 ? std::string(buffer.data(), static_cast<std::size_t>(size)) : std::string();
}

struct ProcessState {
    char letter = 0;
    std::int64_t threads = 0;
    std::uint64_t started = 0;
};

// Nullopt when /proc does not show it.
std::optional<ProcessState> state_of(pid_t pid) {
    const std::string text = text_of_proc("/proc/" + std::to_string(pid) + "/stat");
    // The name of the program is in brackets and may contain any character.
    const std::size_t name_end = text.rfind(')');
    if (name_end == std::string::npos) return std::nullopt;
    // Counted from the state, which is the third word of the file (proc(5)).
    constexpr std::size_t threads_at = 17, started_at = 19;
    const auto words = words_of(std::string_view(text).substr(name_end + 1));
    if (words.size() <= started_at) return std::nullopt;
    const auto threads = parse_number<std::int64_t>(words[threads_at]);
    const auto started = parse_number<std::uint64_t>(words[started_at]);
    if (!threads || !started) return std::nullopt;
    return ProcessState{words[0].front(), *threads, *started};
}

std::string or_unknown(const std::string& word) { return word.empty() ? std::string(unknown_word) : word; }
std::string word_or_empty(std::string_view word) { return word == unknown_word ? std::string() : std::string(word); }

}  // namespace

TurnHolder TurnHolder::this_process() {
    const pid_t self = ::getpid();
    const auto state = state_of(self);
    return {boot_id().data(), pid_namespace_of_this_process(), self, state ? state->started : 0};
}

std::string TurnHolder::to_text() const {
    return or_unknown(boot) + ' ' + or_unknown(pid_namespace) + ' ' + std::to_string(pid) + ' ' +
           std::to_string(started);
}

std::optional<TurnHolder> TurnHolder::from_text(std::string_view line) {
    const auto words = words_of(line);
    if (words.size() != 4) return std::nullopt;
    const auto pid = parse_number<pid_t>(words[2]);
    const auto started = parse_number<std::uint64_t>(words[3]);
    if (!pid || *pid <= 0 || !started) return std::nullopt;
    return TurnHolder{word_or_empty(words[0]), word_or_empty(words[1]), *pid, *started};
}

bool TurnHolder::has_ended() const {
    if (boot.empty() || pid_namespace.empty() || started == 0) return false;
    if (boot != boot_id().data() || pid_namespace != pid_namespace_of_this_process()) return false;
    if (::kill(pid, 0) != 0 && errno == ESRCH) return true;
    const auto state = state_of(pid);
    if (!state) return false;
    if (state->started != started) return true;  // another process with the same number
    // A process that has ended stays a zombie until its parent asks. But a process also looks like one if its first
    // thread has ended before the others.
    const bool is_zombie = state->letter == 'Z' || state->letter == 'X';
    return is_zombie && state->threads <= 1;
}

}  // namespace mod_trakt::state
