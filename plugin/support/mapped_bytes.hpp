// A large block of memory mapped from the system. It is unmapped as a whole, so the memory of a large read returns to
// the system, which freed heap memory does not always do.
#pragma once

#include <cstddef>
#include <string_view>

namespace mod_trakt {

// Moving keeps the address of the bytes. Used by one thread at a time.
class MappedBytes {
public:
    MappedBytes() = default;
    // Reserves addresses for at least `capacity` bytes; memory is used only when they are written. Throws
    // std::bad_alloc.
    explicit MappedBytes(std::size_t capacity);
    ~MappedBytes();
    MappedBytes(MappedBytes&& other) noexcept;
    MappedBytes& operator=(MappedBytes&& other) noexcept;

    // Returns the view of the appended bytes. Precondition: they fit.
    std::string_view append(std::string_view text) noexcept;
    // For callers that write at the end themselves: the address of the next byte, and the call that adds `count`
    // written bytes.
    char* free_place() noexcept { return data_ + size_; }
    void grow(std::size_t count) noexcept { size_ += count; }
    // Removes the last `count` bytes.
    void shrink(std::size_t count) noexcept { size_ -= count; }
    // Replaces bytes from `place` on; all of them must exist already. `text` may be a part of these bytes.
    void overwrite(std::size_t place, std::string_view text) noexcept;
    // Returns the unused bytes to the system.
    void release_unused() noexcept;

    std::string_view view() const noexcept { return {data_, size_}; }
    std::size_t size() const noexcept { return size_; }
    std::size_t unused_bytes() const noexcept { return capacity_ - size_; }
    bool holds(const char* place) const noexcept { return place >= data_ && place < data_ + size_; }

private:
    void make_ready() noexcept;

    char* data_ = nullptr;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
    std::size_t ready_ = 0;  // this many bytes are already backed by memory
};

}  // namespace mod_trakt
