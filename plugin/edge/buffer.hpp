// A text handed to the host, freed by the release that it carries.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "syncmod/syncmod.h"

namespace mod_trakt::edge {

// Made before the work whose result it takes: handing over needs no memory then, and no result can get lost there.
class OutBuffer {
public:
    OutBuffer();

    // Once. Precondition: `out` is not null. The host's buffer does not depend on any handle.
    void hand_over(std::string text, syncmod_buf* out) noexcept;
    // The same without a copy: `owner` keeps `text`, which has a NUL behind it, alive until the buffer is released.
    void hand_over(std::shared_ptr<const void> owner, std::string_view text, syncmod_buf* out) noexcept;

private:
    std::unique_ptr<std::shared_ptr<const void>> owner_;
    std::shared_ptr<std::string> text_;
};

}  // namespace mod_trakt::edge
