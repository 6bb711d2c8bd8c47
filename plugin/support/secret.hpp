// A text that must never be shown. It cannot be streamed or formatted, and its memory is wiped when it goes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace mod_trakt {

inline void wipe(char* bytes, std::size_t size) noexcept {
    // volatile: a compiler may drop a plain fill of memory that nobody reads again.
    volatile char* seen = bytes;
    for (std::size_t i = 0; i < size; ++i) seen[i] = 0;
}

// Overwrites all that the text has room for, and empties it.
inline void wipe(std::string& text) noexcept {
    // A text that was moved from or shortened keeps its old bytes behind its end, inside its capacity.
    text.resize(text.capacity());
    wipe(text.data(), text.size());
    text.clear();
}

// A text with secrets in it, on its way from or to a store: wiped when it goes. Reserve what it will need before
// appending to it: growing leaves its former bytes behind.
struct SecretText {
    SecretText() = default;
    explicit SecretText(std::string&& taken) noexcept : text(std::move(taken)) {}
    SecretText(const SecretText&) = delete;
    SecretText& operator=(const SecretText&) = delete;
    ~SecretText() { wipe(text); }

    std::string text;
};

class Secret {
public:
    Secret() = default;
    explicit Secret(std::string_view text) : text_(text) {}
    Secret(const Secret&) = default;
    Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { wipe(other.text_); }
    Secret& operator=(const Secret& other) {
        if (this != &other) {
            wipe(text_);
            text_ = other.text_;
        }
        return *this;
    }
    Secret& operator=(Secret&& other) noexcept {
        if (this != &other) {
            wipe(text_);
            text_ = std::move(other.text_);
            wipe(other.text_);
        }
        return *this;
    }
    ~Secret() { wipe(text_); }

    bool empty() const noexcept { return text_.empty(); }
    // The one way to the text, named so that a reader of the call sees what happens.
    std::string_view reveal() const noexcept { return text_; }

    friend bool operator==(const Secret& a, const Secret& b) noexcept { return a.text_ == b.text_; }

private:
    std::string text_;
};

}  // namespace mod_trakt
