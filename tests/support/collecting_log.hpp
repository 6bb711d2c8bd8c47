// A log that keeps all messages, for tests that check them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "support/log.hpp"

namespace mod_trakt::test {

class CollectingLog final : public Log {
public:
    // Levels below `lowest` are off.
    explicit CollectingLog(LogLevel lowest = LogLevel::Trace) : least(lowest) {}

    bool enabled(LogLevel level) const noexcept override { return level >= least; }
    void write(LogLevel, std::string_view component, std::string_view event_name,
               std::string_view fields_json) const override {
        lines.push_back(std::string(component) + " " + std::string(event_name) + " " + std::string(fields_json));
    }
    void event(std::string_view name, std::string_view payload_json) const override {
        events.push_back(std::string(name) + " " + std::string(payload_json));
    }

    // The number of lines that contain this text.
    std::size_t count(std::string_view text) const {
        std::size_t found = 0;
        for (const std::string& line : lines) found += line.find(text) != std::string::npos ? 1 : 0;
        return found;
    }

    LogLevel least;
    mutable std::vector<std::string> lines;
    mutable std::vector<std::string> events;
};

}  // namespace mod_trakt::test
