#include "cli/output.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <string>

#include "lib/text.hpp"

namespace syncmod_host {

Output::Output() {
    const int own = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    stream_ = own >= 0 ? ::fdopen(own, "w") : nullptr;
    if (stream_ != nullptr)
        ::dup2(STDERR_FILENO, STDOUT_FILENO);
    else
        stream_ = stdout;
    people_ = stream_;
}

Output::~Output() {
    if (stream_ != stdout) std::fclose(stream_);
}

void Output::put(std::string_view text, std::FILE* stream) { std::fwrite(text.data(), 1, text.size(), stream); }

void Output::plain(std::string_view text) {
    put(text);
    flush();
}

void Output::say(std::string_view text) {
    if (json_) return;
    put(text, people_);
    // Flushed at once, to keep the order with the progress lines on stderr.
    flush();
}

void Output::document(std::string_view bytes) {
    put(bytes);
    flush();
}

void Output::success(std::string_view result_json) {
    if (!json_) return;
    put("{\"ok\":true,\"result\":");
    put(result_json.empty() ? "null" : result_json);
    put("}\n");
}

void Output::failure(const Problem& problem, std::string_view result_json) {
    if (json_) {
        put("{\"ok\":false,\"error\":{\"status\":" + json_quoted(status_word(problem.status)) +
            ",\"reason\":" + json_quoted(problem.reason) + ",\"message\":" + json_quoted(problem.message) +
            ",\"http_status\":" + std::to_string(problem.http_status) +
            ",\"retry_after_ms\":" + std::to_string(problem.retry_after_ms) + "},\"result\":");
        put(result_json.empty() ? "null" : result_json);
        put("}\n");
        return;
    }
    flush();
    std::string line = "syncmod-host: " + status_word(problem.status);
    if (!problem.reason.empty()) line += " (" + printable(problem.reason) + ")";
    if (!problem.message.empty()) line += ": " + printable(problem.message);
    if (problem.http_status != 0) line += " [HTTP " + std::to_string(problem.http_status) + "]";
    if (problem.retry_after_ms > 0)
        line += " [try again in " + std::to_string((problem.retry_after_ms + 999LL) / 1000) + " s]";
    line += '\n';
    std::fputs(line.c_str(), stderr);
}

bool Output::flush() { return std::fflush(stream_) == 0 && std::ferror(stream_) == 0; }

}  // namespace syncmod_host
