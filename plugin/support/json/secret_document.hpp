// A JSON text with secrets in it: nothing of it stays behind in memory.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "support/json/value.hpp"

namespace mod_trakt::json {

class SecretDocument {
public:
    SecretDocument() = default;
    SecretDocument(const SecretDocument&) = delete;
    SecretDocument& operator=(const SecretDocument&) = delete;
    ~SecretDocument() { document_.wipe(); }

    // As Document::parse. The text given stays the caller's.
    std::optional<ParseError> parse(std::string_view text) {
        std::string own;
        own.reserve(text.size() + Document::padding);  // or it would be moved, and leave a copy behind
        own = text;
        bytes_ = text.size();
        return document_.parse(std::move(own));
    }
    Value root() const noexcept { return document_.root(); }
    std::size_t bytes() const noexcept { return bytes_; }

private:
    Document document_;
    std::size_t bytes_ = 0;
};

}  // namespace mod_trakt::json
