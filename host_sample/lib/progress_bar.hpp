// Shows the progress of a long call on stderr: on a terminal a bar with totals and the time left, otherwise plain
// lines.
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

    // `total` is 0 if not known. A new stage starts a new estimate of the time left.
    void update(std::uint64_t done, std::uint64_t total, std::string_view stage);
    // Removes the bar, so that another line can be written; the next update shows it again.
    void hide();
    // To be called at the end of a call: removes the bar and forgets its stage.
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
