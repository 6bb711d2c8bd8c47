// Memory set aside for work whose failure would lose something that cannot be had again, such as the answer to a
// request that works once.
#pragma once

#include <cstddef>
#include <memory>
#include <new>

namespace mod_trakt {

class MemoryReserve {
public:
    // Throws std::bad_alloc: the time to find out is before the work begins.
    explicit MemoryReserve(std::size_t bytes) : block_(new std::byte[bytes]) {}

    // Runs `work`; when there is no memory for it, once more after the reserve was given back. `work` must leave
    // everything as it was when it throws.
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
    std::unique_ptr<std::byte[]> block_;  // not initialised, so that large ones cost address space only
};

}  // namespace mod_trakt
