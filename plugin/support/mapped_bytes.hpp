// A large piece of memory straight from the system: given back as a whole when it goes, so that what a big read needed
// for a moment does not stay with the process, as freed pieces of a heap do.
#pragma once

#include <cstddef>
#include <string_view>

namespace mod_trakt {

class MappedBytes {
public:
    MappedBytes() = default;
    // Room for that many bytes at least; memory is used only as they are written. Throws std::bad_alloc.
    explicit MappedBytes(std::size_t capacity);
    ~MappedBytes();
    MappedBytes(MappedBytes&& other) noexcept;
    MappedBytes& operator=(MappedBytes&& other) noexcept;

    // Precondition: it fits.
    std::string_view append(std::string_view text) noexcept;
    // For readers that fill the room themselves: where the next byte goes, and that `count` of them are there now.
    char* free_room() noexcept { return data_ + size_; }
    void grow(std::size_t count) noexcept { size_ += count; }
    // The last `count` bytes go.
    void shrink(std::size_t count) noexcept { size_ -= count; }
    // Over bytes that are there, all of them; `text` may be a part of these bytes.
    void overwrite(std::size_t place, std::string_view text) noexcept;
    // Room that will not be needed goes back to the system.
    void release_room() noexcept;

    std::string_view view() const noexcept { return {data_, size_}; }
    std::size_t size() const noexcept { return size_; }
    std::size_t room() const noexcept { return capacity_ - size_; }
    bool holds(const char* place) const noexcept { return place >= data_ && place < data_ + size_; }

private:
    void make_ready() noexcept;

    char* data_ = nullptr;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
    std::size_t ready_ = 0;  // up to here the system has been asked for memory
};

}  // namespace mod_trakt
