// The plugin as a host sees it: a shared object, its table, and handles. Nothing but syncmod.h.
#pragma once

#include <syncmod/ext/undo.h>
#include <syncmod/syncmod.h>

#include <functional>
#include <string>

#include "support/host_recorder.hpp"
#include "support/json.hpp"

namespace mod_trakt::tests {

class PluginLibrary {
public:
    PluginLibrary();
    ~PluginLibrary();
    PluginLibrary(const PluginLibrary&) = delete;
    PluginLibrary& operator=(const PluginLibrary&) = delete;
    const syncmod_plugin_v1& table() const noexcept { return *table_; }

private:
    void* object_ = nullptr;
    const syncmod_plugin_v1* table_ = nullptr;
};

// Loaded once for most tests.
const syncmod_plugin_v1& plugin();

// The outcome of a call. `text` is the document; empty when none was handed out.
struct Outcome {
    syncmod_status status = SYNCMOD_OK;
    std::string reason;
    std::string message;
    int http_status = 0;
    int retry_after_ms = 0;
    std::string text;

    json::value document() const { return parse(text); }
    const json::object& items() const&;
    json::object items() &&;  // moves the items out of an outcome that is not used again
    // "added existing rejected": the verdicts in the order of the inputs.
    std::string verdicts() const;
    json::value result(std::size_t input) const;
    // "OK", or status, reason and message in one text, for messages of tests.
    std::string summary() const;

private:
    mutable json::value parsed_;
};

// The parameters of one call.
struct Terms {
    std::uint32_t flags = 0;
    std::int64_t timeout_ms = 0;
    const volatile std::int32_t* cancel = nullptr;
    std::function<void(std::uint64_t done, std::uint64_t total, const std::string& stage)> progress = {};
    std::string run = {};  // empty: a run of its own
};

// One account in use. Throws when a call breaks a promise of the header on errors and buffers.
class Handle {
public:
    explicit Handle(const json::object& config, HostRecorder* host = nullptr);
    ~Handle();
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;

    Outcome health(const Terms& terms = {});
    Outcome index(const std::string& feature, const Terms& terms = {});
    Outcome add(const std::string& feature, const json::value& items, const Terms& terms = {});
    Outcome remove(const std::string& feature, const json::value& items, const Terms& terms = {});
    Outcome add_text(const std::string& feature, const std::string& items, const Terms& terms = {});
    Outcome remove_text(const std::string& feature, const std::string& items, const Terms& terms = {});
    Outcome configure(const json::object& config);
    // The extension syncmod.undo; `run` null: the newest run.
    Outcome runs(const Terms& terms = {});
    Outcome plan_undo(const char* run = nullptr, const Terms& terms = {});
    Outcome undo(const char* run = nullptr, const Terms& terms = {});

    syncmod_handle* raw() const noexcept { return handle_; }

private:
    using Slot = std::function<syncmod_status(const syncmod_call_v1*, syncmod_buf*, syncmod_error*)>;
    enum class Reports { OnSuccess, Always, Perhaps };
    Outcome run(const Terms& terms, Reports reports, const Slot& slot);

    HostRecorder* host_;
    syncmod_handle* handle_ = nullptr;
};

std::string status_name(syncmod_status status);

}  // namespace mod_trakt::tests
