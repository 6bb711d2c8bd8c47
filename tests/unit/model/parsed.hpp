// A parsed JSON text that a test keeps as long as its views.
#pragma once

#include <stdexcept>
#include <string>

#include "support/json/value.hpp"

namespace mod_trakt::test {

class Parsed {
public:
    Parsed(std::string text) {  // NOLINT(google-explicit-constructor): tests pass the text itself
        if (const auto error = document_.parse(std::move(text))) throw std::runtime_error(error->message);
    }
    json::Value root() const { return document_.root(); }

private:
    json::Document document_;
};

}  // namespace mod_trakt::test
