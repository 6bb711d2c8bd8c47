// How far a long call is, on stderr: a bar with totals and the time left on a terminal, plain lines anywhere else.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace syncmod_host {

class ProgressBar {
public:
    ProgressBar();
    ~ProgressBar() { finish(); }
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    // `total` 0: not known. A new stage starts its own clock.
    void update(std::uint64_t done, std::uint64_t total, std::string_view stage);
    // Takes the bar away, so that another line can be written; the next update brings it back.
    void hide();
    // The call is over: the bar goes, and nothing is remembered of it.
    void finish();

private:
    using Clock = std::chrono::steady_clock;
    void draw(Clock::time_point now);
    void print_line(Clock::time_point now);
    std::string time_left(Clock::time_point now) const;

    bool terminal_;
    bool visible_ = false;
    bool started_ = false;
    std::string stage_;
    std::uint64_t done_ = 0;
    std::uint64_t total_ = 0;
    std::uint64_t first_done_ = 0;
    std::uint64_t printed_tenth_ = 0;
    Clock::time_point stage_start_;
    Clock::time_point last_output_;
};

}  // namespace syncmod_host
