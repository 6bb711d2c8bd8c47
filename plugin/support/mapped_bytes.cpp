#include "support/mapped_bytes.hpp"

#include <sys/mman.h>

#include <cstring>
#include <new>
#include <utility>

namespace mod_trakt {
namespace {

// From here on large pages of the system spare thousands of page faults.
constexpr std::size_t huge_from = 8u << 20;

}  // namespace

MappedBytes::MappedBytes(std::size_t capacity) : capacity_(capacity) {
    if (capacity == 0) return;
    void* place = ::mmap(nullptr, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (place == MAP_FAILED) throw std::bad_alloc();
    data_ = static_cast<char*>(place);
    if (capacity >= huge_from) (void)::madvise(place, capacity, MADV_HUGEPAGE);  // a wish: refused is as good
}

MappedBytes::~MappedBytes() {
    if (data_ != nullptr) ::munmap(data_, capacity_);
}

MappedBytes::MappedBytes(MappedBytes&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      capacity_(std::exchange(other.capacity_, 0)) {}

MappedBytes& MappedBytes::operator=(MappedBytes&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    return *this;
}

std::string_view MappedBytes::append(std::string_view text) noexcept {
    char* place = free_room();
    if (!text.empty()) std::memcpy(place, text.data(), text.size());
    grow(text.size());
    return {place, text.size()};
}

}  // namespace mod_trakt
