// Text that is handed to the host, with its own release function.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "syncmod/syncmod.h"

namespace mod_trakt::edge {

// Construct it before the work whose result it hands over: handing over needs no more memory, so no result can be lost.
class OutBuffer {
public:
    OutBuffer();

    // Each object can hand over one text. Precondition: `out` is not null. The host's buffer stays valid after the
    // handle is destroyed.
    void hand_over(std::string text, syncmod_buf* out) noexcept;
    // The same without a copy: `owner` keeps `text` alive until the buffer is released. Precondition: a NUL follows
    // `text`.
    void hand_over(std::shared_ptr<const void> owner, std::string_view text, syncmod_buf* out) noexcept;

private:
    std::unique_ptr<std::shared_ptr<const void>> owner_;
    std::shared_ptr<std::string> text_;
};

}  // namespace mod_trakt::edge
