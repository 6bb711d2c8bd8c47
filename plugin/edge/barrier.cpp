#include "edge/barrier.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <limits>

namespace mod_trakt::edge {
namespace {

static_assert(static_cast<int>(Status::Ok) == SYNCMOD_OK && static_cast<int>(Status::Internal) == SYNCMOD_INTERNAL &&
                  static_cast<int>(Status::RateLimited) == SYNCMOD_RATE_LIMITED &&
                  static_cast<int>(Status::Incomplete) == SYNCMOD_INCOMPLETE,
              "Status must keep the numbers of syncmod_status");

// Copies as much of the text as fits, ends it with a NUL, and never cuts a UTF-8 character in two.
template <std::size_t N>
void copy_text(char (&target)[N], std::string_view text) noexcept {
    std::size_t size = std::min(text.size(), N - 1);
    if (size < text.size())
        while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
    std::memcpy(target, text.data(), size);
    target[size] = '\0';
}

// The caller's struct may be shorter or longer than ours: only members that lie in it completely are filled.
syncmod_status deliver(syncmod_error* out, const syncmod_error& error) noexcept {
    if (out == nullptr) return error.status;
    const std::uint32_t theirs = out->struct_size;
    const auto copy = [&](std::size_t offset, std::size_t size) {
        if (offset + size > theirs) return;
        std::memcpy(reinterpret_cast<char*>(out) + offset, reinterpret_cast<const char*>(&error) + offset, size);
    };
    copy(offsetof(syncmod_error, status), sizeof(error.status));
    copy(offsetof(syncmod_error, http_status), sizeof(error.http_status));
    copy(offsetof(syncmod_error, retry_after_ms), sizeof(error.retry_after_ms));
    copy(offsetof(syncmod_error, reason), sizeof(error.reason));
    copy(offsetof(syncmod_error, message), sizeof(error.message));
    return error.status;
}

}  // namespace

syncmod_status report(syncmod_error* out, const Error& error) noexcept {
    syncmod_error full{};
    full.status = static_cast<syncmod_status>(error.status);
    full.http_status = error.http_status;
    full.retry_after_ms = static_cast<std::int32_t>(
        std::clamp<std::int64_t>(error.retry_after_ms, 0, std::numeric_limits<std::int32_t>::max()));
    copy_text(full.reason, error.reason);
    copy_text(full.message, error.message.empty() ? std::string_view(error.reason) : error.message);
    return deliver(out, full);
}

syncmod_status report_ok(syncmod_error* out) noexcept { return deliver(out, syncmod_error{}); }

}  // namespace mod_trakt::edge
