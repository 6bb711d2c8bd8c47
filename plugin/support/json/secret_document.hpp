// A JSON text with secrets, which is wiped from memory.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "support/json/value.hpp"

namespace mod_trakt::json {

// A Document that the destructor wipes. Used by one thread at a time.
class SecretDocument {
public:
    SecretDocument() = default;
    SecretDocument(const SecretDocument&) = delete;
    SecretDocument& operator=(const SecretDocument&) = delete;
    ~SecretDocument() { document_.wipe(); }

    // As Document::parse, but parses a copy; the caller wipes `text`.
    std::optional<ParseError> parse(std::string_view text) {
        std::string own;
        // Without capacity for the padding, parse() would reallocate and leave a copy in freed memory.
        own.reserve(text.size() + Document::padding);
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
