#include "lib/progress_bar.hpp"

#include <sys/ioctl.h>
#include <unistd.h>
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "lib/text.hpp"

namespace syncmod_host {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t bar_columns = 30;

std::size_t terminal_columns() {
    winsize size = {};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string percent(std::uint64_t done, std::uint64_t total) {
    return std::to_string(static_cast<unsigned>(100.0 * static_cast<double>(done) / static_cast<double>(total))) + "%";
}

// The counts as text; empty while nothing is counted, as during a wait.
std::string counts(std::uint64_t done, std::uint64_t total) {
    if (done == 0 && total == 0) return {};
    return total == 0 ? std::to_string(done) : std::to_string(done) + "/" + std::to_string(total);
}

}  // namespace

ProgressBar::ProgressBar() : terminal_(::isatty(STDERR_FILENO) == 1) {}

void ProgressBar::update(std::uint64_t done, std::uint64_t total, std::string_view stage) {
    const auto now = Clock::now();
    const bool new_stage = !started_ || stage != stage_;
    if (new_stage) {
        started_ = true;
        stage_ = stage;
        stage_start_ = now;
        first_done_ = done;
        printed_tenth_ = 0;
    }
    const bool complete = total != 0 && done >= total && (new_stage || done_ < total_ || total_ == 0);
    done_ = total == 0 ? done : std::min(done, total);
    total_ = total;

    if (terminal_) {
        if (new_stage || complete || !visible_ || now - last_output_ >= 100ms) draw(now);
        return;
    }
    const std::uint64_t tenth =
        total_ == 0 ? 0 : static_cast<std::uint64_t>(10.0 * static_cast<double>(done_) / static_cast<double>(total_));
    if (new_stage || complete || tenth > printed_tenth_ || now - last_output_ >= 1s) {
        printed_tenth_ = std::max(tenth, printed_tenth_);
        print_line(now);
    }
}

std::string ProgressBar::time_left(Clock::time_point now) const {
    if (total_ == 0 || done_ <= first_done_ || done_ >= total_) return {};
    const double elapsed_s = std::chrono::duration<double>(now - stage_start_).count();
    const double left_s = elapsed_s / static_cast<double>(done_ - first_done_) * static_cast<double>(total_ - done_);
    const auto seconds = static_cast<std::uint64_t>(std::llround(left_s));
    char text[48];
    if (seconds >= 3600)
        std::snprintf(text, sizeof text, "%lluh%02llum left", static_cast<unsigned long long>(seconds / 3600),
                      static_cast<unsigned long long>(seconds / 60 % 60));
    else if (seconds >= 60)
        std::snprintf(text, sizeof text, "%llum%02llus left", static_cast<unsigned long long>(seconds / 60),
                      static_cast<unsigned long long>(seconds % 60));
    else
        std::snprintf(text, sizeof text, "%llus left", static_cast<unsigned long long>(seconds));
    return text;
}

void ProgressBar::draw(Clock::time_point now) {
    last_output_ = now;
    visible_ = true;
    std::string line;
    if (total_ != 0) {
        const auto filled = static_cast<std::size_t>(static_cast<double>(bar_columns) * static_cast<double>(done_) /
                                                     static_cast<double>(total_));
        line += "[" + std::string(filled, '#') + std::string(bar_columns - filled, '.') + "] " +
                percent(done_, total_) + " ";
    }
    if (const std::string numbers = counts(done_, total_); !numbers.empty()) line += numbers + " ";
    if (const std::string left = time_left(now); !left.empty()) line += left + " ";
    line += stage_;
    // One column less than the terminal has. Otherwise the terminal would wrap the line, and each update would add one.
    std::fprintf(stderr, "\r\033[K%s", shortened(line, terminal_columns() - 1).c_str());
    std::fflush(stderr);
}

void ProgressBar::print_line(Clock::time_point now) {
    last_output_ = now;
    std::string line = "  " + printable(stage_);
    if (const std::string numbers = counts(done_, total_); !numbers.empty()) line += ": " + numbers;
    if (total_ != 0) line += " (" + percent(done_, total_) + ")";
    if (const std::string left = time_left(now); !left.empty()) line += ", " + left;
    std::fprintf(stderr, "%s\n", line.c_str());
}

void ProgressBar::hide() {
    if (!visible_) return;
    visible_ = false;
    std::fputs("\r\033[K", stderr);
    std::fflush(stderr);
}

void ProgressBar::finish() {
    hide();
    started_ = false;
}

}  // namespace syncmod_host
