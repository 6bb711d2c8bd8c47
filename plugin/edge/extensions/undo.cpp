#include "edge/extensions/undo.hpp"

#include <optional>
#include <string_view>

#include "edge/calls.hpp"

namespace mod_trakt::edge {
namespace {

std::optional<std::string_view> name_of_run(const char* run) {
    return run != nullptr ? std::optional<std::string_view>(run) : std::nullopt;
}

syncmod_status list_runs(syncmod_handle* handle, const syncmod_call_v1* call, syncmod_buf* out,
                         syncmod_error* err) noexcept {
    return run_document_call(handle, call, out, err, [&](TraktModule& module, const auto& scope, auto& buffer) {
        buffer.hand_over(module.list_runs(scope), out);
        return report_ok(err);
    });
}

syncmod_status plan_undo_of(syncmod_handle* handle, const char* run, const syncmod_call_v1* call, syncmod_buf* out,
                            syncmod_error* err) noexcept {
    return run_document_call(handle, call, out, err, [&](TraktModule& module, const auto& scope, auto& buffer) {
        CallScope dry = scope;
        dry.dry_run = true;
        return deliver_report(module.undo(name_of_run(run), dry), buffer, out, err);
    });
}

syncmod_status apply_undo_of(syncmod_handle* handle, const char* run, const syncmod_call_v1* call, syncmod_buf* out,
                             syncmod_error* err) noexcept {
    return run_document_call(handle, call, out, err, [&](TraktModule& module, const auto& scope, auto& buffer) {
        return deliver_report(module.undo(name_of_run(run), scope), buffer, out, err);
    });
}

}  // namespace

constexpr syncmod_undo_v1 undo_functions = {
    .struct_size = sizeof(syncmod_undo_v1),
    .reserved0 = 0,
    .list = list_runs,
    .plan = plan_undo_of,
    .apply = apply_undo_of,
};

}  // namespace mod_trakt::edge
