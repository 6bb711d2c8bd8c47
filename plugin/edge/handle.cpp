#include "edge/handle.hpp"

#include <utility>

#include "edge/arguments.hpp"
#include "edge/host_services.hpp"
#include "support/error.hpp"

namespace mod_trakt::edge {

Turn::Turn(syncmod_handle* handle) : handle_(handle) {
    if (handle == nullptr) throw Failure(Status::InvalidArgument, "no_handle", "the handle is NULL");
    if (handle->owner != ::getpid())
        throw Failure(Status::InvalidState, "forked",
                      "the handle was created before a fork; create one in this process");
    if (handle->busy.exchange(true))
        throw Failure(Status::InvalidState, "busy",
                      "another call is running on this handle; call again when it has ended");
}

syncmod_status is_configured(const char* config_json, std::int32_t* out, syncmod_error* err) noexcept {
    return guarded(err, [&] {
        require_argument(out, "out");
        *out = 0;
        require_argument(config_json, "config_json");
        *out = mod_trakt::is_configured(parse_config(config_json)) ? 1 : 0;
        return report_ok(err);
    });
}

syncmod_status create(const syncmod_host_v1* host, const char* config_json, syncmod_handle** out,
                      syncmod_error* err) noexcept {
    return guarded(err, [&] {
        require_argument(out, "out");
        *out = nullptr;
        require_argument(config_json, "config_json");
        const syncmod_host_v1 services = complete_copy(host);
        Config config = parse_config(config_json);
        auto handle = std::make_unique<syncmod_handle>();
        auto log = std::make_unique<HostLog>(services);
        log->set_debug(config.debug);
        handle->log = log.get();
        ModuleServices module_services;
        module_services.clock = std::make_unique<SystemClock>();
        module_services.log = std::move(log);
        module_services.host_store = make_host_store(services);
        handle->module = std::make_unique<TraktModule>(std::move(module_services), std::move(config));
        *out = handle.release();
        return report_ok(err);
    });
}

void destroy(syncmod_handle* handle) noexcept {
    // After a fork, the connections belong to the parent: closing them would send on its sockets, so they leak on
    // purpose.
    if (handle == nullptr || handle->owner != ::getpid()) return;
    delete handle;
}

syncmod_status configure(syncmod_handle* handle, const char* config_json, syncmod_error* err) noexcept {
    return guarded(err, [&] {
        const Turn turn(handle);
        require_argument(config_json, "config_json");
        Config config = parse_config(config_json);
        const bool debug = config.debug;
        handle->module->configure(std::move(config));
        handle->log->set_debug(debug);
        return report_ok(err);
    });
}

}  // namespace mod_trakt::edge
