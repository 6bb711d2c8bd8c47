// The calls on a handle that return a document, and a template for extensions to add more of them.
#pragma once

#include "syncmod/syncmod.h"

#include "edge/arguments.hpp"
#include "edge/barrier.hpp"
#include "edge/buffer.hpp"
#include "edge/handle.hpp"
#include "edge/host_services.hpp"
#include "module/trakt_module.hpp"

namespace mod_trakt::edge {

// Makes one call, inside guarded(): clears `out`, takes a Turn on the handle, and calls `run(module, scope, buffer)`.
// `run` hands its document over to `out` by the buffer and returns the status.
template <typename Run>
syncmod_status run_document_call(syncmod_handle* handle, const syncmod_call_v1* call, syncmod_buf* out,
                                 syncmod_error* err, Run&& run) noexcept {
    return guarded(err, [&] {
        require_argument(out, "out");
        *out = syncmod_buf{};
        const Turn turn(handle);
        OutBuffer buffer;
        const syncmod_call_v1 settings = complete_copy(call);
        const CallScope scope = make_scope(settings, handle->module->clock());
        return run(*handle->module, scope, buffer);
    });
}

// Hands over the report of a write, also of a failed one, so that the host learns what Trakt accepted before the
// failure.
syncmod_status deliver_report(WriteOutcome outcome, OutBuffer& buffer, syncmod_buf* out, syncmod_error* err);

// Functions of the exported table; syncmod.h says what each promises.
syncmod_status health(syncmod_handle* handle, const syncmod_call_v1* call, syncmod_buf* out,
                      syncmod_error* err) noexcept;
syncmod_status build_index(syncmod_handle* handle, const char* feature, const syncmod_call_v1* call, syncmod_buf* out,
                           syncmod_error* err) noexcept;
syncmod_status add(syncmod_handle* handle, const char* feature, const char* items_json, const syncmod_call_v1* call,
                   syncmod_buf* out, syncmod_error* err) noexcept;
syncmod_status remove(syncmod_handle* handle, const char* feature, const char* items_json, const syncmod_call_v1* call,
                      syncmod_buf* out, syncmod_error* err) noexcept;

}  // namespace mod_trakt::edge
