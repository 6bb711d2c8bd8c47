// A log that drops all messages, for tests without a host.
#pragma once

#include "support/log.hpp"

namespace mod_trakt::test {

class NullLog final : public Log {
public:
    bool enabled(LogLevel) const noexcept override { return false; }
    void write(LogLevel, std::string_view, std::string_view, std::string_view) const override {}
    void event(std::string_view, std::string_view) const override {}
};

}  // namespace mod_trakt::test
