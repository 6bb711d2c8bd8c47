#include "support/mapped_bytes.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

namespace mod_trakt {
namespace {

// How much is asked of the system at a time: page by page would be thousands of page faults. Large pages of the system
// would be fewer still, but a virtual machine may have given them back to its host and gets them again slowly, so only
// what is filled at once asks for them.
constexpr std::size_t step_bytes = 512u << 10;
constexpr std::size_t large_pages_from = 8u << 20;

}  // namespace

MappedBytes::MappedBytes(std::size_t capacity, Filled filled) : capacity_(capacity) {
    if (capacity == 0) return;
    void* place = ::mmap(nullptr, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (place == MAP_FAILED) throw std::bad_alloc();
    data_ = static_cast<char*>(place);
    if (filled == Filled::AtOnce && capacity >= large_pages_from)
        (void)::madvise(place, capacity, MADV_HUGEPAGE);  // a wish: refused is as good
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
    if (ready_ < size_) ready_ = size_ - size_ % step_bytes;  // filled by its reader so far
    const std::size_t step = std::min(step_bytes, capacity_ - ready_);
#ifdef MADV_POPULATE_WRITE
    (void)::madvise(data_ + ready_, step, MADV_POPULATE_WRITE);  // a wish: refused is as good
#endif
    ready_ += step;
}

std::string_view MappedBytes::append(std::string_view text) noexcept {
    if (size_ + text.size() > ready_) make_ready();
    char* place = free_room();
    if (!text.empty()) std::memcpy(place, text.data(), text.size());
    grow(text.size());
    return {place, text.size()};
}

}  // namespace mod_trakt
