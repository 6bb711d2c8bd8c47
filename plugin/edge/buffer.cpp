#include "edge/buffer.hpp"

#include <memory>
#include <utility>

namespace mod_trakt::edge {
namespace {

void release(syncmod_buf* buf) noexcept {
    if (buf == nullptr) return;
    delete static_cast<std::shared_ptr<const void>*>(buf->opaque);
    *buf = syncmod_buf{};  // a second release finds nothing to do
}

}  // namespace

void hand_over(std::string text, syncmod_buf* out) {
    auto owned = std::make_shared<const std::string>(std::move(text));
    const std::string_view view = *owned;
    hand_over(std::move(owned), view, out);
}

void hand_over(std::shared_ptr<const void> owner, std::string_view text, syncmod_buf* out) {
    auto owned = std::make_unique<std::shared_ptr<const void>>(std::move(owner));
    out->data = text.data();
    out->size = text.size();
    out->opaque = owned.release();
    out->release = release;
}

}  // namespace mod_trakt::edge
