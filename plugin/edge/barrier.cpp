#include "edge/barrier.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

namespace mod_trakt::edge {
namespace {

// Copies as much as fits, ends with a NUL, and never cuts a UTF-8 character in two.
template <std::size_t N>
void copy_text(char (&target)[N], std::string_view text) noexcept {
    std::size_t size = std::min(text.size(), N - 1);
    if (size < text.size())
        while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
    std::memcpy(target, text.data(), size);
    target[size] = '\0';
}

syncmod_status deliver(syncmod_error* out, const syncmod_error& error) noexcept {
    if (out == nullptr) return error.status;
    const std::uint32_t theirs = out->struct_size;
    if (theirs > sizeof(std::uint32_t)) {
        // The caller's struct may be older (shorter) or newer (longer) than ours; its size stays as it said.
        std::memcpy(reinterpret_cast<char*>(out) + sizeof(std::uint32_t),
                    reinterpret_cast<const char*>(&error) + sizeof(std::uint32_t),
                    std::min<std::size_t>(theirs, sizeof(error)) - sizeof(std::uint32_t));
    }
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
