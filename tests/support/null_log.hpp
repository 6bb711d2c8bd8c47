// For tests that have no host to talk to.
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
