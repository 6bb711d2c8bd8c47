#include "edge/buffer.hpp"

#include <memory>
#include <utility>

namespace mod_trakt::edge {
namespace {

void release(syncmod_buf* buf) noexcept {
    if (buf == nullptr) return;
    delete static_cast<std::shared_ptr<const void>*>(buf->opaque);
    *buf = syncmod_buf{};  // so a second release does nothing
}

}  // namespace

OutBuffer::OutBuffer()
    : owner_(std::make_unique<std::shared_ptr<const void>>()), text_(std::make_shared<std::string>()) {}

void OutBuffer::hand_over(std::string text, syncmod_buf* out) noexcept {
    *text_ = std::move(text);
    const std::string_view view = *text_;
    hand_over(std::move(text_), view, out);
}

void OutBuffer::hand_over(std::shared_ptr<const void> owner, std::string_view text, syncmod_buf* out) noexcept {
    *owner_ = std::move(owner);
    out->data = text.data();
    out->size = text.size();
    out->opaque = owner_.release();
    out->release = release;
}

}  // namespace mod_trakt::edge
