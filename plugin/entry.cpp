// The exported table: C at the edge, TraktModule behind it, and nothing thrown between them.
#include <unistd.h>

#include <atomic>
#include <memory>
#include <utility>

#include "edge/barrier.hpp"
#include "edge/buffer.hpp"
#include "edge/host_services.hpp"
#include "module/manifest.hpp"
#include "module/trakt_module.hpp"

using mod_trakt::Config;
using mod_trakt::Failure;
using mod_trakt::Status;
using mod_trakt::edge::guarded;

static_assert(static_cast<int>(Status::Ok) == SYNCMOD_OK && static_cast<int>(Status::Internal) == SYNCMOD_INTERNAL &&
                  static_cast<int>(Status::RateLimited) == SYNCMOD_RATE_LIMITED &&
                  static_cast<int>(Status::Incomplete) == SYNCMOD_INCOMPLETE,
              "Status must keep the numbers of syncmod_status");
static_assert(static_cast<int>(mod_trakt::LogLevel::Warn) == SYNCMOD_LOG_WARN, "LogLevel must keep SYNCMOD_LOG_*");

// What the host holds: one account in use.
struct syncmod_handle {
    pid_t owner = ::getpid();
    std::atomic<bool> busy{false};
    mod_trakt::edge::HostLog* log = nullptr;  // owned by `module`
    std::unique_ptr<mod_trakt::TraktModule> module;
};

namespace {

// One call at a time on a handle, in the process that made it.
class Turn {
public:
    explicit Turn(syncmod_handle* handle) : handle_(handle) {
        if (handle == nullptr) throw Failure(Status::InvalidArgument, "no_handle", "the handle is NULL");
        if (handle->owner != ::getpid())
            throw Failure(Status::InvalidState, "forked",
                          "the handle was made before a fork; make one in this process");
        if (handle->busy.exchange(true))
            throw Failure(Status::InvalidState, "busy", "another call is running on this handle");
    }
    ~Turn() { handle_->busy.store(false); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

private:
    syncmod_handle* handle_;
};

void need(const void* argument, const char* name) {
    if (argument == nullptr) throw Failure(Status::InvalidArgument, "null_argument", std::string(name) + " is NULL");
}

syncmod_status is_configured(const char* config_json, std::int32_t* out, syncmod_error* err) noexcept {
    return guarded(err, [&] {
        need(out, "out");
        *out = 0;
        need(config_json, "config_json");
        *out = mod_trakt::is_configured(mod_trakt::parse_config(config_json)) ? 1 : 0;
        return mod_trakt::edge::report_ok(err);
    });
}

syncmod_status create(const syncmod_host_v1* host, const char* config_json, syncmod_handle** out,
                      syncmod_error* err) noexcept {
    return guarded(err, [&] {
        need(out, "out");
        *out = nullptr;
        need(config_json, "config_json");
        const syncmod_host_v1 services = mod_trakt::edge::normalise(host);
        Config config = mod_trakt::parse_config(config_json);
        auto handle = std::make_unique<syncmod_handle>();
        auto log = std::make_unique<mod_trakt::edge::HostLog>(services);
        log->set_debug(config.debug);
        handle->log = log.get();
        mod_trakt::ModuleServices module_services;
        module_services.clock = std::make_unique<mod_trakt::SystemClock>();
        module_services.log = std::move(log);
        module_services.host_store = mod_trakt::edge::make_host_store(services);
        handle->module = std::make_unique<mod_trakt::TraktModule>(std::move(module_services), std::move(config));
        *out = handle.release();
        return mod_trakt::edge::report_ok(err);
    });
}

void destroy(syncmod_handle* handle) noexcept {
    // In a child of a fork the connections are the parent's: closing them would talk on its sockets, so they leak on
    // purpose.
    if (handle == nullptr || handle->owner != ::getpid()) return;
    delete handle;
}

syncmod_status configure(syncmod_handle* handle, const char* config_json, syncmod_error* err) noexcept {
    return guarded(err, [&] {
        const Turn turn(handle);
        need(config_json, "config_json");
        Config config = mod_trakt::parse_config(config_json);
        const bool debug = config.debug;
        handle->module->configure(std::move(config));
        handle->log->set_debug(debug);
        return mod_trakt::edge::report_ok(err);
    });
}

// One operation that ends in a document: `run(module, scope, buffer)` hands it over.
template <typename Run>
syncmod_status document_call(syncmod_handle* handle, const syncmod_call_v1* call, syncmod_buf* out, syncmod_error* err,
                             Run&& run) noexcept {
    return guarded(err, [&] {
        need(out, "out");
        *out = syncmod_buf{};
        const Turn turn(handle);
        mod_trakt::edge::OutBuffer buffer;
        const syncmod_call_v1 settings = mod_trakt::edge::normalise(call);
        const mod_trakt::CallScope scope = mod_trakt::edge::make_scope(settings, handle->module->clock());
        return run(*handle->module, scope, buffer);
    });
}

syncmod_status health(syncmod_handle* handle, const syncmod_call_v1* call, syncmod_buf* out,
                      syncmod_error* err) noexcept {
    return document_call(handle, call, out, err, [&](mod_trakt::TraktModule& module, const auto& scope, auto& buffer) {
        buffer.hand_over(module.health(scope), out);
        return mod_trakt::edge::report_ok(err);
    });
}

syncmod_status build_index(syncmod_handle* handle, const char* feature, const syncmod_call_v1* call, syncmod_buf* out,
                           syncmod_error* err) noexcept {
    return document_call(handle, call, out, err, [&](mod_trakt::TraktModule& module, const auto& scope, auto& buffer) {
        need(feature, "feature");
        mod_trakt::IndexDocument index = module.build_index(feature, scope);
        buffer.hand_over(std::move(index.owner), index.text, out);
        return mod_trakt::edge::report_ok(err);
    });
}

// The report is handed over whatever the status: what Trakt has accepted before a failure is never lost.
syncmod_status deliver(mod_trakt::WriteOutcome outcome, mod_trakt::edge::OutBuffer& buffer, syncmod_buf* out,
                       syncmod_error* err) {
    buffer.hand_over(std::move(outcome.document), out);
    return outcome.failure ? mod_trakt::edge::report(err, *outcome.failure) : mod_trakt::edge::report_ok(err);
}

syncmod_status add(syncmod_handle* handle, const char* feature, const char* items_json, const syncmod_call_v1* call,
                   syncmod_buf* out, syncmod_error* err) noexcept {
    return document_call(handle, call, out, err, [&](mod_trakt::TraktModule& module, const auto& scope, auto& buffer) {
        need(feature, "feature");
        need(items_json, "items_json");
        return deliver(module.add(feature, items_json, scope), buffer, out, err);
    });
}

syncmod_status remove(syncmod_handle* handle, const char* feature, const char* items_json, const syncmod_call_v1* call,
                      syncmod_buf* out, syncmod_error* err) noexcept {
    return document_call(handle, call, out, err, [&](mod_trakt::TraktModule& module, const auto& scope, auto& buffer) {
        need(feature, "feature");
        need(items_json, "items_json");
        return deliver(module.remove(feature, items_json, scope), buffer, out, err);
    });
}

const void* get_extension(const char*) noexcept { return nullptr; }

constexpr syncmod_plugin_v1 table = {
    .struct_size = sizeof(syncmod_plugin_v1),
    .abi_version = SYNCMOD_ABI_V1_0,
    .min_host_abi = SYNCMOD_ABI_V1_0,
    .flags = 0,
    .name = mod_trakt::provider_name,
    .label = mod_trakt::provider_label,
    .version = mod_trakt::provider_version,
    .features_json = mod_trakt::features_json,
    .capabilities_json = mod_trakt::capabilities_json,
    .manifest_json = mod_trakt::manifest_json,
    .is_configured = is_configured,
    .create = create,
    .destroy = destroy,
    .configure = configure,
    .health = health,
    .build_index = build_index,
    .add = add,
    .remove = remove,
    .get_extension = get_extension,
};

}  // namespace

extern "C" const syncmod_plugin_v1* syncmod_entry_v1(void) { return &table; }
