#include "edge/calls.hpp"

#include <utility>

namespace mod_trakt::edge {

syncmod_status deliver_report(WriteOutcome outcome, OutBuffer& buffer, syncmod_buf* out, syncmod_error* err) {
    buffer.hand_over(std::move(outcome.document), out);
    return outcome.failure ? report(err, *outcome.failure) : report_ok(err);
}

syncmod_status health(syncmod_handle* handle, const syncmod_call_v1* call, syncmod_buf* out,
                      syncmod_error* err) noexcept {
    return run_document_call(handle, call, out, err, [&](TraktModule& module, const auto& scope, auto& buffer) {
        buffer.hand_over(module.health(scope), out);
        return report_ok(err);
    });
}

syncmod_status build_index(syncmod_handle* handle, const char* feature, const syncmod_call_v1* call, syncmod_buf* out,
                           syncmod_error* err) noexcept {
    return run_document_call(handle, call, out, err, [&](TraktModule& module, const auto& scope, auto& buffer) {
        require_argument(feature, "feature");
        IndexDocument index = module.build_index(feature, scope);
        buffer.hand_over(std::move(index.owner), index.text, out);
        return report_ok(err);
    });
}

syncmod_status add(syncmod_handle* handle, const char* feature, const char* items_json, const syncmod_call_v1* call,
                   syncmod_buf* out, syncmod_error* err) noexcept {
    return run_document_call(handle, call, out, err, [&](TraktModule& module, const auto& scope, auto& buffer) {
        require_argument(feature, "feature");
        require_argument(items_json, "items_json");
        return deliver_report(module.add(feature, items_json, scope), buffer, out, err);
    });
}

syncmod_status remove(syncmod_handle* handle, const char* feature, const char* items_json, const syncmod_call_v1* call,
                      syncmod_buf* out, syncmod_error* err) noexcept {
    return run_document_call(handle, call, out, err, [&](TraktModule& module, const auto& scope, auto& buffer) {
        require_argument(feature, "feature");
        require_argument(items_json, "items_json");
        return deliver_report(module.remove(feature, items_json, scope), buffer, out, err);
    });
}

}  // namespace mod_trakt::edge
