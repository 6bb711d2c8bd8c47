#include "edge/buffer.hpp"

#include <memory>
#include <utility>

namespace mod_trakt::edge {
namespace {

void release(syncmod_buf* buf) noexcept {
    if (buf == nullptr) return;
    delete static_cast<std::string*>(buf->opaque);
    *buf = syncmod_buf{};  // a second release finds nothing to do
}

}  // namespace

void hand_over(std::string text, syncmod_buf* out) {
    auto owned = std::make_unique<std::string>(std::move(text));
    out->data = owned->c_str();
    out->size = owned->size();
    out->opaque = owned.release();
    out->release = release;
}

}  // namespace mod_trakt::edge
