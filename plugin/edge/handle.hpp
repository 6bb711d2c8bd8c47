// The handle, which is one account in use by a host: how it is created and destroyed, and which calls are allowed on
// it.
#pragma once

#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <memory>

#include "syncmod/syncmod.h"

#include "edge/barrier.hpp"
#include "module/trakt_module.hpp"

namespace mod_trakt::edge {
class HostLog;
}

struct syncmod_handle {
    pid_t owner = ::getpid();
    std::atomic<bool> busy{false};
    mod_trakt::edge::HostLog* log = nullptr;  // owned by `module`
    std::unique_ptr<mod_trakt::TraktModule> module;
};

namespace mod_trakt::edge {

// The right to use a handle until the end of the scope: one call at a time, in the process that created the handle.
// Every function of the table or of an extension that takes a handle, except destroy, constructs a Turn first, inside
// guarded(). May be constructed in any thread.
class Turn {
public:
    // Throws Failure INVALID_ARGUMENT ("no_handle") for NULL, and INVALID_STATE ("forked" or "busy").
    explicit Turn(syncmod_handle* handle);
    ~Turn() { handle_->busy.store(false); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

private:
    syncmod_handle* handle_;
};

// Functions of the exported table; syncmod.h says what each promises.
syncmod_status is_configured(const char* config_json, std::int32_t* out, syncmod_error* err) noexcept;
syncmod_status create(const syncmod_host_v1* host, const char* config_json, syncmod_handle** out,
                      syncmod_error* err) noexcept;
void destroy(syncmod_handle* handle) noexcept;
syncmod_status configure(syncmod_handle* handle, const char* config_json, syncmod_error* err) noexcept;

}  // namespace mod_trakt::edge
