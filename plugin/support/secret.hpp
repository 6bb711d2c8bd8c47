// Texts that must never be shown. A Secret cannot be streamed or formatted; destructors and assignments wipe the
// memory.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace mod_trakt {

inline void wipe(char* bytes, std::size_t size) noexcept {
    // volatile, because a compiler may omit a plain fill of memory that is not read again.
    volatile char* seen = bytes;
    for (std::size_t i = 0; i < size; ++i) seen[i] = 0;
}

// Overwrites the whole capacity of the text, and empties it.
inline void wipe(std::string& text) noexcept {
    // A text that was moved from or shortened keeps its old bytes after its end, within its capacity.
    text.resize(text.capacity());
    wipe(text.data(), text.size());
    text.clear();
}

// A text with secrets that is read from or written to a store; the destructor wipes it. Reserve its final size before
// appending: growing leaves a copy of its bytes in freed memory.
struct SecretText {
    SecretText() = default;
    explicit SecretText(std::string&& taken) noexcept : text(std::move(taken)) {}
    SecretText(const SecretText&) = delete;
    SecretText& operator=(const SecretText&) = delete;
    ~SecretText() { wipe(text); }

    std::string text;
};

// A value: copies are independent, and each is used by one thread at a time.
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
    // The only access to the text, with a name that is visible at the call. Valid until the secret changes.
    std::string_view reveal() const noexcept { return text_; }

    friend bool operator==(const Secret& a, const Secret& b) noexcept { return a.text_ == b.text_; }

private:
    std::string text_;
};

}  // namespace mod_trakt
