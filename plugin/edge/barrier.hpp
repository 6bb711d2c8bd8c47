// The exception barrier: every function of the table that can fail runs inside guarded(), so that no exception reaches
// the host.
#pragma once

#include <new>

#include "syncmod/syncmod.h"

#include "support/error.hpp"

namespace mod_trakt::edge {

// Fills the caller's error struct (which may be null, shorter or longer than ours), and returns the status.
syncmod_status report(syncmod_error* out, const Error& error) noexcept;
// Clears the caller's error struct and returns OK.
syncmod_status report_ok(syncmod_error* out) noexcept;

// Runs `body`, which returns a syncmod_status, and turns any exception into a status.
template <typename Body>
syncmod_status guarded(syncmod_error* err, Body&& body) noexcept {
    try {
        return body();
    } catch (const Failure& failure) {
        return report(err, failure.error());
    } catch (const std::bad_alloc&) {
        return report(err, Error{.status = Status::NoMemory, .reason = "no_memory", .message = {}});
    } catch (const std::exception& fault) {
        try {
            return report(err, Error{.status = Status::Internal, .reason = "internal", .message = fault.what()});
        } catch (...) {
            return report(err, Error{.status = Status::NoMemory, .reason = "no_memory", .message = {}});
        }
    } catch (...) {
        return report(err, Error{.status = Status::Internal, .reason = "internal", .message = {}});
    }
}

}  // namespace mod_trakt::edge
