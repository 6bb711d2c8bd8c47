// Text that is handed to the host, with its own release function.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "syncmod/syncmod.h"

namespace mod_trakt::edge {

// Made before the work whose result it hands over: then handing over needs no memory, so no result can be lost.
class OutBuffer {
public:
    OutBuffer();

    // May be called once. Precondition: `out` is not null. The host's buffer stays valid after the handle is destroyed.
    void hand_over(std::string text, syncmod_buf* out) noexcept;
    // The same without a copy: `owner` keeps `text` alive until the buffer is released. Precondition: a NUL follows
    // `text`.
    void hand_over(std::shared_ptr<const void> owner, std::string_view text, syncmod_buf* out) noexcept;

private:
    std::unique_ptr<std::shared_ptr<const void>> owner_;
    std::shared_ptr<std::string> text_;
};

}  // namespace mod_trakt::edge
