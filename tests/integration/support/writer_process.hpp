// A process that adds items, so that several can write at the same time and one can be killed.
#pragma once

#include <sys/types.h>

#include <string>
#include <utility>
#include <vector>

#include "support/json.hpp"

namespace mod_trakt::tests {

class WriterProcess {
public:
    // What it adds, in this order: the items of a feature.
    using Task = std::vector<std::pair<std::string, json::array>>;

    // Creates its handle at once. It adds nothing before start(), and ends by an alarm after 100 s.
    WriterProcess(const json::object& config, const Task& task);
    ~WriterProcess();
    WriterProcess(const WriterProcess&) = delete;
    WriterProcess& operator=(const WriterProcess&) = delete;

    void start() const;
    void kill();
    // Whether it has added everything, or has ended.
    bool is_done() const;
    // Waits for its end. The results of each input, by the order of the task; of a process that was killed, none.
    std::vector<json::array> results();

private:
    pid_t pid_ = 0;
    int go_ = -1, said_ = -1;
};

}  // namespace mod_trakt::tests
