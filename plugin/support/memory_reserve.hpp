// Memory set aside for work whose failure would lose something irreplaceable, such as the answer to a request that
// works only once.
#pragma once

#include <cstddef>
#include <memory>
#include <new>

namespace mod_trakt {

// Used by one thread at a time.
class MemoryReserve {
public:
    // Throws std::bad_alloc, so lack of memory shows before the work begins.
    explicit MemoryReserve(std::size_t bytes) : block_(new std::byte[bytes]) {}

    // Runs `work`. If it throws std::bad_alloc, frees the reserve and runs it once more. `work` must change nothing
    // when it throws.
    template <typename Work>
    auto run(Work&& work) {
        if (!block_) return work();
        try {
            return work();
        } catch (const std::bad_alloc&) {
            block_.reset();
        }
        return work();
    }

private:
    std::unique_ptr<std::byte[]> block_;  // not initialised, so a large reserve costs only address space
};

}  // namespace mod_trakt
