#include "failing_allocations.hpp"

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>

namespace {

// The header of every block.
struct alignas(std::max_align_t) Head {
    std::size_t size;
    bool counted;
};

thread_local bool armed = false;
thread_local int paused = 0;
thread_local std::size_t asked = 0;
thread_local std::size_t failing = 0;
thread_local int spared = 0;
thread_local bool lasting = false;
thread_local bool is_exhausted = false;  // a lasting shortage has begun
thread_local std::size_t credit = 0;     // bytes freed since, which may be allocated again
std::atomic<long> live_blocks{0};
std::vector<std::string>* secrets = nullptr;
std::atomic<std::size_t> leaks{0};
std::string* leak_texts = nullptr;

bool fails(std::size_t size) {
    ++asked;
    if (!lasting) return asked == failing;
    is_exhausted = is_exhausted || (failing != 0 && asked >= failing);
    if (!is_exhausted) return false;
    if (size > credit) return true;
    credit -= size;
    return false;
}

void look_at(const char* text, std::size_t size) {
    if (secrets == nullptr) return;
    for (const std::string& secret : *secrets) {
        const void* found = ::memmem(text, size, secret.data(), secret.size());
        if (found == nullptr) continue;
        if (++leaks <= 5) {
            const auto at = static_cast<std::size_t>(static_cast<const char*>(found) - text);
            const std::size_t from = at < 24 ? 0 : at - 24;
            *leak_texts += "block of " + std::to_string(size) + " at " + std::to_string(at) + ": \"";
            for (std::size_t i = from; i < std::min(size, at + secret.size() + 8); ++i)
                *leak_texts += text[i] >= ' ' && text[i] < 127 ? text[i] : '.';
            *leak_texts += "\"\n";
        }
        return;
    }
}

void* allocate(std::size_t size) {
    const bool counted = armed && paused == 0;
    if (counted && spared == 0 && fails(size)) throw std::bad_alloc();
    auto* const head = static_cast<Head*>(std::malloc(sizeof(Head) + size));
    if (head == nullptr) throw std::bad_alloc();
    head->size = size;
    head->counted = counted;
    if (counted) ++live_blocks;
    // The block may still contain bytes that the test itself has freed; these are not a leak of the provider.
    if (counted && secrets != nullptr) std::memset(head + 1, 0, size);
    return head + 1;
}

void* allocate_or_null(std::size_t size) noexcept {
    try {
        return allocate(size);
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}

void release(void* block) noexcept {
    if (block == nullptr) return;
    auto* const head = static_cast<Head*>(block) - 1;
    if (armed && is_exhausted) credit += head->size;
    if (head->counted) {
        --live_blocks;
        ++paused;
        look_at(static_cast<const char*>(block), head->size);
        --paused;
    }
    std::free(head);
}

}  // namespace

// All forms except the aligned ones are replaced, because sanitizers define all of them.
void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return allocate_or_null(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return allocate_or_null(size); }
void operator delete(void* block) noexcept { release(block); }
void operator delete[](void* block) noexcept { release(block); }
void operator delete(void* block, std::size_t) noexcept { release(block); }
void operator delete[](void* block, std::size_t) noexcept { release(block); }
void operator delete(void* block, const std::nothrow_t&) noexcept { release(block); }
void operator delete[](void* block, const std::nothrow_t&) noexcept { release(block); }

namespace mod_trakt::test {

void Allocations::arm(std::size_t number, Shortage shortage) {
    asked = credit = 0;
    failing = number;
    lasting = shortage == Shortage::Lasting;
    is_exhausted = false;
    armed = true;
}

std::size_t Allocations::disarm() {
    armed = false;
    return asked;
}

long Allocations::live() { return live_blocks; }

void Allocations::look_for(std::vector<std::string> texts) {
    delete secrets;
    delete leak_texts;
    secrets = texts.empty() ? nullptr : new std::vector<std::string>(std::move(texts));
    leak_texts = secrets != nullptr ? new std::string : nullptr;
    leaks = 0;
}

std::size_t Allocations::leaked_secrets() { return leaks; }

std::string Allocations::describe_leaks() { return leak_texts != nullptr ? *leak_texts : std::string(); }

Allocations::Spare::Spare() { ++spared; }
Allocations::Spare::~Spare() { --spared; }
Allocations::Pause::Pause() { ++paused; }
Allocations::Pause::~Pause() { --paused; }

}  // namespace mod_trakt::test
