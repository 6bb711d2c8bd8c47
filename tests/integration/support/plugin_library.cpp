#include "support/plugin_library.hpp"

#include <dlfcn.h>

#include <cstring>
#include <stdexcept>

#include "support/this_build.hpp"

namespace mod_trakt::tests {
namespace {

void call_progress(void* user, std::uint64_t done, std::uint64_t total, const char* stage) {
    static_cast<const Terms*>(user)->progress(done, total, stage);
}

syncmod_call_v1 call_of(const Terms& terms) {
    syncmod_call_v1 call{};
    call.struct_size = sizeof call;
    call.flags = terms.flags;
    call.timeout_ms = terms.timeout_ms;
    call.cancel = terms.cancel;
    call.user = const_cast<Terms*>(&terms);
    if (!terms.run.empty()) call.run = terms.run.c_str();
    if (terms.progress) call.progress = call_progress;
    return call;
}

Outcome outcome_of(syncmod_status status, const syncmod_error& error) {
    if (error.status != status) throw std::logic_error("the error struct and the function disagree on the status");
    if (status != SYNCMOD_OK && error.reason[0] == '\0') throw std::logic_error("a failure without a reason");
    if (std::memchr(error.message, 0, sizeof error.message) == nullptr) throw std::logic_error("a message without end");
    Outcome outcome;
    outcome.status = status;
    outcome.reason = error.reason;
    outcome.message = error.message;
    outcome.http_status = error.http_status;
    outcome.retry_after_ms = error.retry_after_ms;
    return outcome;
}

// True if the status means that no item was looked at, so that there is no report (see add() in syncmod.h).
bool no_item_was_looked_at(syncmod_status status) {
    return status == SYNCMOD_INVALID_ARGUMENT || status == SYNCMOD_INVALID_STATE || status == SYNCMOD_NOT_SUPPORTED;
}

}  // namespace

PluginLibrary::PluginLibrary() : object_(::dlopen(this_build::plugin_path, RTLD_NOW | RTLD_LOCAL)) {
    if (object_ == nullptr) throw std::runtime_error(::dlerror());
    const auto entry = reinterpret_cast<const syncmod_plugin_v1* (*)()>(::dlsym(object_, SYNCMOD_ENTRY_SYMBOL));
    if (entry == nullptr) throw std::runtime_error("no entry function");
    table_ = entry();
}

PluginLibrary::~PluginLibrary() { ::dlclose(object_); }

const syncmod_plugin_v1& plugin() {
    static const PluginLibrary library;
    return library.table();
}

const json::object& Outcome::items() const& {
    if (status != SYNCMOD_OK) throw std::runtime_error("no index: " + summary());
    parsed_ = document();
    return parsed_.at("items").as_object();
}

json::object Outcome::items() && { return static_cast<const Outcome&>(*this).items(); }

std::string Outcome::verdicts() const {
    std::string words;
    if (text.empty()) return summary();
    const json::value report = document();
    std::int64_t index = 0;
    for (const json::value& result : report.at("results").as_array()) {
        if (number_at(result, "index") != index++) throw std::logic_error("results are not in the order of the inputs");
        words += (words.empty() ? "" : " ") + text_at(result, "verdict");
    }
    return words;
}

json::value Outcome::result(std::size_t input) const { return document().at("results").as_array().at(input); }

std::string Outcome::summary() const {
    return status == SYNCMOD_OK ? "OK" : status_name(status) + " " + reason + ": " + message;
}

Handle::Handle(const json::object& config, HostRecorder* host) : host_(host) {
    syncmod_error error{};
    error.struct_size = sizeof error;
    const syncmod_status status = plugin().create(host != nullptr ? &host->services() : nullptr,
                                                  json::serialize(config).c_str(), &handle_, &error);
    if (status != SYNCMOD_OK) throw std::runtime_error("create: " + outcome_of(status, error).summary());
}

Handle::~Handle() { plugin().destroy(handle_); }

Outcome Handle::run(const Terms& terms, Reports reports, const Slot& slot) {
    const syncmod_call_v1 call = call_of(terms);
    syncmod_error error{};
    error.struct_size = sizeof error;
    syncmod_buf buffer;
    std::memset(&buffer, 0x5A, sizeof buffer);  // former contents must be overwritten in any case
    const syncmod_status status = slot(&call, &buffer, &error);
    Outcome outcome = outcome_of(status, error);
    if (host_ != nullptr) host_->take(outcome.message);
    const bool expected = status == SYNCMOD_OK || (reports == Reports::Always && !no_item_was_looked_at(status));
    const bool is_free = reports == Reports::Perhaps && status != SYNCMOD_OK;
    if (!is_free && (buffer.data != nullptr) != expected)
        throw std::logic_error((expected ? "no document, but " : "a document beside ") + outcome.summary());
    if (buffer.data != nullptr) {
        outcome.text.assign(buffer.data, buffer.size);
        buffer.release(&buffer);
        if (host_ != nullptr) host_->take(outcome.text);
    }
    if (buffer.data != nullptr || buffer.size != 0 || buffer.opaque != nullptr || buffer.release != nullptr)
        throw std::logic_error("the buffer is not zero");
    return outcome;
}

Outcome Handle::health(const Terms& terms) {
    return run(terms, Reports::OnSuccess,
               [&](auto call, auto out, auto err) { return plugin().health(handle_, call, out, err); });
}

Outcome Handle::index(const std::string& feature, const Terms& terms) {
    return run(terms, Reports::OnSuccess, [&](auto call, auto out, auto err) {
        return plugin().build_index(handle_, feature.c_str(), call, out, err);
    });
}

Outcome Handle::add(const std::string& feature, const json::value& items, const Terms& terms) {
    return add_text(feature, json::serialize(items), terms);
}

Outcome Handle::remove(const std::string& feature, const json::value& items, const Terms& terms) {
    return remove_text(feature, json::serialize(items), terms);
}

Outcome Handle::add_text(const std::string& feature, const std::string& items, const Terms& terms) {
    return run(terms, Reports::Always, [&](auto call, auto out, auto err) {
        return plugin().add(handle_, feature.c_str(), items.c_str(), call, out, err);
    });
}

Outcome Handle::remove_text(const std::string& feature, const std::string& items, const Terms& terms) {
    return run(terms, Reports::Always, [&](auto call, auto out, auto err) {
        return plugin().remove(handle_, feature.c_str(), items.c_str(), call, out, err);
    });
}

namespace {

const syncmod_undo_v1& undo_functions() {
    const void* table = plugin().get_extension(SYNCMOD_UNDO_V1_ID);
    if (table == nullptr) throw std::logic_error("no extension " SYNCMOD_UNDO_V1_ID);
    return *static_cast<const syncmod_undo_v1*>(table);
}

}  // namespace

Outcome Handle::runs(const Terms& terms) {
    return run(terms, Reports::OnSuccess,
               [&](auto call, auto out, auto err) { return undo_functions().list(handle_, call, out, err); });
}

Outcome Handle::plan_undo(const char* name, const Terms& terms) {
    return run(terms, Reports::OnSuccess,
               [&](auto call, auto out, auto err) { return undo_functions().plan(handle_, name, call, out, err); });
}

Outcome Handle::undo(const char* name, const Terms& terms) {
    return run(terms, Reports::Perhaps,
               [&](auto call, auto out, auto err) { return undo_functions().apply(handle_, name, call, out, err); });
}

Outcome Handle::configure(const json::object& config) {
    syncmod_error error{};
    error.struct_size = sizeof error;
    const syncmod_status status = plugin().configure(handle_, json::serialize(config).c_str(), &error);
    return outcome_of(status, error);
}

std::string status_name(syncmod_status status) {
    static const char* const names[] = {"OK",      "INVALID_ARGUMENT", "INVALID_STATE", "NOT_SUPPORTED", "CANCELLED",
                                        "TIMEOUT", "UNAUTHENTICATED",  "FORBIDDEN",     "RATE_LIMITED",  "NETWORK",
                                        "REMOTE",  "BAD_DATA",         "INCOMPLETE",    "LIMIT",         "NO_MEMORY",
                                        "HOST",    "INTERNAL"};
    return status >= 0 && status <= SYNCMOD_INTERNAL ? names[status] : std::to_string(status);
}

}  // namespace mod_trakt::tests
