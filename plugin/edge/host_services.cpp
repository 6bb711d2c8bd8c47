#include "edge/host_services.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include "support/error.hpp"
#include "support/json/utf8.hpp"
#include "support/secret.hpp"

namespace mod_trakt::edge {
namespace {

static_assert(static_cast<int>(LogLevel::Warn) == SYNCMOD_LOG_WARN, "LogLevel must keep the numbers of SYNCMOD_LOG_*");

// `least` is the size in ABI 1.0. A shorter struct was never valid.
template <typename Struct>
Struct copy_prefix(const Struct* theirs, std::size_t least, const char* name) {
    Struct ours{};
    if (theirs != nullptr) {
        if (theirs->struct_size < least)
            throw Failure(Status::InvalidArgument, "bad_struct_size",
                          std::string(name) + ".struct_size is " + std::to_string(theirs->struct_size) + ", at least " +
                              std::to_string(least) + " is needed; set it to the size of the struct");
        // The size is rounded down to whole pointers, so that no member is copied in part.
        const std::size_t shared = std::min<std::size_t>(theirs->struct_size, sizeof(ours));
        std::memcpy(&ours, theirs, shared - shared % sizeof(void*));
    }
    ours.struct_size = sizeof(ours);
    return ours;
}

// True for UTF-8 without control characters; line breaks are control characters too.
bool is_printable_line(std::string_view text) noexcept {
    const auto is_ascii_control = [](char byte) { return static_cast<unsigned char>(byte) < ' ' || byte == '\x7f'; };
    return std::none_of(text.begin(), text.end(), is_ascii_control) && json::is_plain_utf8(text);
}

// The result of store_get.
struct Found {
    std::optional<std::string> value;
    bool no_memory = false;
};

// The host's code calls this function, so it must not throw.
void keep_found(void* context, const char* data, std::uint64_t size) noexcept {
    auto& found = *static_cast<Found*>(context);
    try {
        if (found.value) wipe(*found.value);
        found.value.emplace(data, static_cast<std::size_t>(size));
    } catch (...) {
        found.no_memory = true;
    }
}

}  // namespace

syncmod_host_v1 complete_copy(const syncmod_host_v1* host) { return copy_prefix(host, SYNCMOD_HOST_V1_0_SIZE, "host"); }
syncmod_call_v1 complete_copy(const syncmod_call_v1* call) { return copy_prefix(call, SYNCMOD_CALL_V1_0_SIZE, "call"); }

bool HostLog::enabled(LogLevel level) const noexcept {
    if (host_.log == nullptr) return false;
    const auto wanted = static_cast<std::int32_t>(level);
    return wanted >= host_.min_log_level || (debug_ && level >= LogLevel::Debug);
}

void HostLog::deliver(const Message& message) const {
    if (message.is_event)
        host_.event(host_.user, message.name.c_str(), message.json.c_str());
    else
        host_.log(host_.user, message.level, message.component.c_str(), message.name.c_str(), message.json.c_str());
}

void HostLog::write(LogLevel level, std::string_view component, std::string_view event,
                    std::string_view fields_json) const {
    Message message{false, static_cast<std::int32_t>(level), std::string(component), std::string(event),
                    std::string(fields_json)};
    pauses_ > 0 ? queue_.push_back(std::move(message)) : deliver(message);
}

void HostLog::event(std::string_view name, std::string_view payload_json) const {
    if (host_.event == nullptr) return;
    Message message{true, 0, {}, std::string(name), std::string(payload_json)};
    pauses_ > 0 ? queue_.push_back(std::move(message)) : deliver(message);
}

void HostLog::pause() const { ++pauses_; }

void HostLog::resume() const {
    if (--pauses_ > 0) return;
    try {
        for (const Message& message : std::exchange(queue_, {})) deliver(message);
    } catch (...) {
        return;  // the host's callback must not throw; if it does, the rest of the queue is lost
    }
}

std::optional<HostStore> make_host_store(const syncmod_host_v1& host) {
    if (host.store_get == nullptr || host.store_put == nullptr) return std::nullopt;
    HostStore store;
    store.get = [host](const std::string& key) {
        Found found;
        // Preset to a failure, because a callback that fails in another language may return without setting it.
        syncmod_status status = SYNCMOD_HOST;
        host.store_get(host.user, key.c_str(), keep_found, &found, &status);
        if (found.no_memory) throw std::bad_alloc();
        if (status != SYNCMOD_OK)
            throw Failure(Status::Host, "store_failed", "the host's store_get failed for \"" + key + "\"");
        return std::move(found.value);
    };
    store.put = [host](const std::string& key, std::string_view value) {
        syncmod_status status = SYNCMOD_HOST;
        host.store_put(host.user, key.c_str(), value.data(), value.size(), &status);
        if (status != SYNCMOD_OK)
            throw Failure(Status::Host, "token_not_saved", "the host's store_put failed for \"" + key + "\"");
    };
    return store;
}

CallScope make_scope(const syncmod_call_v1& call, Clock& clock) {
    constexpr std::size_t longest_run_name = 100;
    const std::string_view run = call.run != nullptr ? call.run : "";
    if (call.run != nullptr && (run.empty() || run.size() > longest_run_name || !is_printable_line(run)))
        throw Failure(
            Status::InvalidArgument, "bad_run",
            "call.run must be 1 to " + std::to_string(longest_run_name) + " bytes of UTF-8 without control characters");
    CallScope scope(clock, call.cancel, call.timeout_ms);
    scope.run = run;
    scope.dry_run = (call.flags & SYNCMOD_CALL_DRY_RUN) != 0;
    scope.confirmed = (call.flags & SYNCMOD_CALL_CONFIRMED) != 0;
    scope.fresh = (call.flags & SYNCMOD_CALL_FRESH) != 0;
    scope.allow_stale = (call.flags & SYNCMOD_CALL_ALLOW_STALE) != 0;
    if (call.progress != nullptr)
        scope.progress = [&call](std::uint64_t done, std::uint64_t total, std::string_view stage) {
            call.progress(call.user, done, total, std::string(stage).c_str());
        };
    return scope;
}

}  // namespace mod_trakt::edge
