// The exported table: C at the edge, TraktModule behind it, and nothing thrown between them.
#include <utility>

#include "edge/arguments.hpp"
#include "edge/barrier.hpp"
#include "edge/buffer.hpp"
#include "edge/handle.hpp"
#include "edge/host_services.hpp"
#include "module/manifest.hpp"
#include "module/trakt_module.hpp"

using mod_trakt::edge::guarded;

namespace {

// One operation that ends in a document: `run(module, scope, buffer)` hands it over.
template <typename Run>
syncmod_status document_call(syncmod_handle* handle, const syncmod_call_v1* call, syncmod_buf* out, syncmod_error* err,
                             Run&& run) noexcept {
    return guarded(err, [&] {
        mod_trakt::edge::require_argument(out, "out");
        *out = syncmod_buf{};
        const mod_trakt::edge::Turn turn(handle);
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
        mod_trakt::edge::require_argument(feature, "feature");
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
        mod_trakt::edge::require_argument(feature, "feature");
        mod_trakt::edge::require_argument(items_json, "items_json");
        return deliver(module.add(feature, items_json, scope), buffer, out, err);
    });
}

syncmod_status remove(syncmod_handle* handle, const char* feature, const char* items_json, const syncmod_call_v1* call,
                      syncmod_buf* out, syncmod_error* err) noexcept {
    return document_call(handle, call, out, err, [&](mod_trakt::TraktModule& module, const auto& scope, auto& buffer) {
        mod_trakt::edge::require_argument(feature, "feature");
        mod_trakt::edge::require_argument(items_json, "items_json");
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
    .is_configured = mod_trakt::edge::is_configured,
    .create = mod_trakt::edge::create,
    .destroy = mod_trakt::edge::destroy,
    .configure = mod_trakt::edge::configure,
    .health = health,
    .build_index = build_index,
    .add = add,
    .remove = remove,
    .get_extension = get_extension,
};

}  // namespace

extern "C" const syncmod_plugin_v1* syncmod_entry_v1(void) { return &table; }
