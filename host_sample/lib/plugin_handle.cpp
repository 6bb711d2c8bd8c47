#include "lib/plugin_handle.hpp"

#include <utility>

#include "syncmod/ext/undo.h"

#include "lib/cancel.hpp"

namespace syncmod_host {
namespace {

void on_progress(void* user, std::uint64_t done, std::uint64_t total, const char* stage) noexcept {
    try {
        static_cast<ProgressBar*>(user)->update(done, total, stage != nullptr ? stage : "");
    } catch (...) {
        // Progress is optional, and no exception may reach the plugin.
    }
}

}  // namespace

PluginHandle::PluginHandle(const LoadedPlugin& plugin, const HostServices& services, ProgressBar& bar,
                           const std::string& config_json, std::int64_t timeout_ms, std::string run)
    : table_(plugin.table()), bar_(bar), timeout_ms_(timeout_ms), run_(std::move(run)), cancel_(cancel_flag()) {
    ErrorSlot error;
    const syncmod_status status = table_.create(services.table(), config_json.c_str(), &handle_, error.out());
    if (status != SYNCMOD_OK) throw Fatal(exit_failed, error.problem(status));
    if (handle_ == nullptr)
        throw Fatal(exit_failed, {.status = SYNCMOD_INTERNAL,
                                  .reason = "no_handle",
                                  .message = "the plugin reported success but returned no handle"});
}

PluginHandle::~PluginHandle() {
    if (handle_ != nullptr) table_.destroy(handle_);
}

template <typename Function>
Reply PluginHandle::call(std::uint32_t flags, Function&& function) {
    syncmod_call_v1 terms = {};
    terms.struct_size = sizeof terms;
    terms.flags = flags;
    terms.timeout_ms = timeout_ms_;
    terms.cancel = cancel_;
    terms.user = &bar_;
    terms.progress = on_progress;
    terms.run = run_.c_str();

    Reply reply;
    ErrorSlot error;
    reply.status = function(&terms, reply.document.out(), error.out());
    bar_.finish();
    if (!reply.ok()) {
        reply.problem = error.problem(reply.status);
    } else if (reply.document.text().empty()) {
        reply.status = SYNCMOD_BAD_DATA;
        reply.problem = {.status = reply.status,
                         .reason = "empty_result",
                         .message = "the plugin reported success but returned no document"};
    }
    return reply;
}

Reply PluginHandle::health() {
    return call(0, [&](const syncmod_call_v1* terms, syncmod_buf* out, syncmod_error* err) {
        return table_.health(handle_, terms, out, err);
    });
}

Reply PluginHandle::index(const std::string& feature, std::uint32_t flags) {
    return call(flags, [&](const syncmod_call_v1* terms, syncmod_buf* out, syncmod_error* err) {
        return table_.build_index(handle_, feature.c_str(), terms, out, err);
    });
}

Reply PluginHandle::add(const std::string& feature, const std::string& items_json, std::uint32_t flags) {
    return call(flags, [&](const syncmod_call_v1* terms, syncmod_buf* out, syncmod_error* err) {
        return table_.add(handle_, feature.c_str(), items_json.c_str(), terms, out, err);
    });
}

Reply PluginHandle::remove(const std::string& feature, const std::string& items_json, std::uint32_t flags) {
    return call(flags, [&](const syncmod_call_v1* terms, syncmod_buf* out, syncmod_error* err) {
        return table_.remove(handle_, feature.c_str(), items_json.c_str(), terms, out, err);
    });
}

template <typename Function>
Reply PluginHandle::call_undo(Function&& function) {
    const auto* functions = static_cast<const syncmod_undo_v1*>(table_.get_extension(SYNCMOD_UNDO_V1_ID));
    if (functions != nullptr && functions->struct_size >= SYNCMOD_UNDO_V1_0_SIZE)
        return call(0, [&](const syncmod_call_v1* terms, syncmod_buf* out, syncmod_error* err) {
            return function(*functions, terms, out, err);
        });
    Reply reply;
    reply.status = SYNCMOD_NOT_SUPPORTED;
    reply.problem = {.status = reply.status,
                     .reason = "not_supported",
                     .message = "this plugin does not record what it writes, so it can undo nothing"};
    return reply;
}

Reply PluginHandle::runs() {
    return call_undo([&](const syncmod_undo_v1& undo, const syncmod_call_v1* terms, syncmod_buf* out,
                         syncmod_error* err) { return undo.list(handle_, terms, out, err); });
}

Reply PluginHandle::plan_undo(const std::string& run) {
    return call_undo(
        [&](const syncmod_undo_v1& undo, const syncmod_call_v1* terms, syncmod_buf* out, syncmod_error* err) {
            return undo.plan(handle_, run.empty() ? nullptr : run.c_str(), terms, out, err);
        });
}

Reply PluginHandle::undo(const std::string& run) {
    return call_undo(
        [&](const syncmod_undo_v1& undo, const syncmod_call_v1* terms, syncmod_buf* out, syncmod_error* err) {
            return undo.apply(handle_, run.empty() ? nullptr : run.c_str(), terms, out, err);
        });
}

void PluginHandle::ignore_cancel_for_cleanup(std::int64_t limit_ms) {
    cancel_ = nullptr;
    timeout_ms_ = limit_ms;
}

}  // namespace syncmod_host
