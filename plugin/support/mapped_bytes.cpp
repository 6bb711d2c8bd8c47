// Mapping memory in large pages and populating it in steps.
#include "support/mapped_bytes.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <new>
#include <utility>

#include "support/large_blocks.hpp"

namespace mod_trakt {
namespace {

// This many bytes are populated at a time. One page at a time would cause thousands of page faults.
constexpr std::size_t step_bytes = 512u << 10;
// Large pages are used from this size: in smaller blocks too much of a large page would stay unused.
constexpr std::size_t large_pages_from = 4 * large_page_bytes;

std::size_t rounded_up(std::size_t bytes, std::size_t unit) noexcept { return (bytes + unit - 1) / unit * unit; }

char* map(std::size_t bytes) {
    void* place = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (place == MAP_FAILED) throw std::bad_alloc();
    return static_cast<char*>(place);
}

// Aligned to a large page: otherwise the bytes before the first boundary would use small pages.
char* map_large(std::size_t bytes) {
    char* const all = map(bytes + large_page_bytes);
    const std::size_t before =
        rounded_up(reinterpret_cast<std::uintptr_t>(all), large_page_bytes) - reinterpret_cast<std::uintptr_t>(all);
    if (before > 0) ::munmap(all, before);
    ::munmap(all + before + bytes, large_page_bytes - before);
    (void)::madvise(all + before, bytes, MADV_HUGEPAGE);  // only a hint: failure changes nothing
    return all + before;
}

}  // namespace

MappedBytes::MappedBytes(std::size_t capacity) : capacity_(capacity) {
    if (capacity == 0) return;
    if (capacity < large_pages_from) {
        data_ = map(capacity);
        return;
    }
    capacity_ = rounded_up(capacity, large_page_bytes);
    data_ = map_large(capacity_);
}

MappedBytes::~MappedBytes() {
    if (data_ != nullptr) ::munmap(data_, capacity_);
}

MappedBytes::MappedBytes(MappedBytes&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      capacity_(std::exchange(other.capacity_, 0)),
      ready_(std::exchange(other.ready_, 0)) {}

MappedBytes& MappedBytes::operator=(MappedBytes&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    std::swap(ready_, other.ready_);
    return *this;
}

void MappedBytes::make_ready() noexcept {
    if (ready_ < size_) ready_ = size_ - size_ % step_bytes;  // the caller has written at the end itself
    const std::size_t step = std::min(step_bytes, capacity_ - ready_);
#ifdef MADV_POPULATE_WRITE
    (void)::madvise(data_ + ready_, step, MADV_POPULATE_WRITE);  // only a hint: failure changes nothing
#endif
    ready_ += step;
}

std::string_view MappedBytes::append(std::string_view text) noexcept {
    if (size_ + text.size() > ready_) make_ready();
    char* place = free_place();
    if (!text.empty()) std::memcpy(place, text.data(), text.size());
    grow(text.size());
    return {place, text.size()};
}

void MappedBytes::overwrite(std::size_t place, std::string_view text) noexcept {
    if (!text.empty() && text.data() != data_ + place) std::memmove(data_ + place, text.data(), text.size());
}

void MappedBytes::release_unused() noexcept {
    const std::size_t used = rounded_up(size_, large_page_bytes);
    if (used == 0 || used >= capacity_) return;
    ::munmap(data_ + used, capacity_ - used);
    capacity_ = used;
    ready_ = std::min(ready_, used);
}

}  // namespace mod_trakt
