#include "session.hpp"

#include "cancel.hpp"
#include "input_files.hpp"

namespace syncmod_host {
namespace {

void on_progress(void* user, std::uint64_t done, std::uint64_t total, const char* stage) noexcept {
    try {
        static_cast<ProgressBar*>(user)->update(done, total, stage != nullptr ? stage : "");
    } catch (...) {
        // Progress is a courtesy; nothing may be thrown into the plugin.
    }
}

}  // namespace

PluginInfo find_plugin(const Options& options) {
    const PluginCatalog catalog = scan_plugins(options.plugins_dir);
    return choose_plugin(catalog, options.plugins_dir, options.provider);
}

LoadedPlugin load_plugin(const PluginInfo& info) {
    try {
        return LoadedPlugin(info.file);
    } catch (const Refusal& refusal) {
        throw Fatal(exit_no_plugin,
                    {.status = SYNCMOD_HOST,
                     .reason = "no_usable_plugin",
                     .message = info.file.filename().string() + " cannot be used any more: " + refusal.what()});
    }
}

Session::Session(const Options& options)
    : config_json_(load_config(options)),
      info_(find_plugin(options)),
      library_(load_plugin(info_)),
      services_(bar_, options.verbose),
      timeout_ms_(options.timeout_ms),
      cancel_(cancel_flag()) {
    ErrorSlot error;
    const syncmod_status status =
        library_.table().create(services_.table(), config_json_.c_str(), &handle_, error.out());
    if (status != SYNCMOD_OK) throw Fatal(exit_failed, error.problem(status));
    if (handle_ == nullptr)
        throw Fatal(exit_failed, {.status = SYNCMOD_INTERNAL,
                                  .reason = "no_handle",
                                  .message = "the plugin reported success but gave no handle"});
}

Session::~Session() {
    if (handle_ != nullptr) library_.table().destroy(handle_);
}

template <typename Function>
Reply Session::call(std::uint32_t flags, Function&& function) {
    syncmod_call_v1 terms = {};
    terms.struct_size = sizeof terms;
    terms.flags = flags;
    terms.timeout_ms = timeout_ms_;
    terms.cancel = cancel_;
    terms.user = &bar_;
    terms.progress = on_progress;

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
                         .message = "the plugin reported success but gave no document"};
    }
    return reply;
}

Reply Session::health() {
    return call(0, [&](const syncmod_call_v1* terms, syncmod_buf* out, syncmod_error* err) {
        return library_.table().health(handle_, terms, out, err);
    });
}

Reply Session::index(const std::string& feature, std::uint32_t flags) {
    return call(flags, [&](const syncmod_call_v1* terms, syncmod_buf* out, syncmod_error* err) {
        return library_.table().build_index(handle_, feature.c_str(), terms, out, err);
    });
}

Reply Session::add(const std::string& feature, const std::string& items_json, std::uint32_t flags) {
    return call(flags, [&](const syncmod_call_v1* terms, syncmod_buf* out, syncmod_error* err) {
        return library_.table().add(handle_, feature.c_str(), items_json.c_str(), terms, out, err);
    });
}

Reply Session::remove(const std::string& feature, const std::string& items_json, std::uint32_t flags) {
    return call(flags, [&](const syncmod_call_v1* terms, syncmod_buf* out, syncmod_error* err) {
        return library_.table().remove(handle_, feature.c_str(), items_json.c_str(), terms, out, err);
    });
}

void Session::ignore_cancel_for_cleanup(std::int64_t limit_ms) {
    cancel_ = nullptr;
    timeout_ms_ = limit_ms;
}

}  // namespace syncmod_host
