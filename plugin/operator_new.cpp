// The plugin's own operator new, which puts large blocks into large pages. It is local to the plugin: the version
// script does not export it. The C++ library's operator delete frees its blocks.
#include <new>

#include "support/large_blocks.hpp"

void* operator new(std::size_t bytes) {
    while (true) {
        if (void* const block = mod_trakt::allocate_block(bytes); block != nullptr) return block;
        const std::new_handler handler = std::get_new_handler();
        if (handler == nullptr) throw std::bad_alloc();
        handler();
    }
}
