// The name of this boot of the machine. It shows whether stored data is from before the boot.
#pragma once

#include <fcntl.h>

#include <array>

#include "state/file_descriptor.hpp"

namespace mod_trakt::state {

// Text that ends with a NUL; empty where the kernel provides none.
inline std::array<char, 40> boot_id() {
    std::array<char, 40> id{};
    SystemFiles system;  // not a file of the state folder
    const FileDescriptor fd(system, system.open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC, 0));
    if (fd.valid() && system.read(fd.get(), id.data(), 36) < 0) id = {};
    return id;
}

}  // namespace mod_trakt::state
