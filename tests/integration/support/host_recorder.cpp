#include "support/host_recorder.hpp"

namespace mod_trakt::tests {
namespace {

HostRecorder& self(void* user) { return *static_cast<HostRecorder*>(user); }

void store_get(void* user, const char* key, syncmod_sink_fn sink, void* context, syncmod_status* status) {
    const HostRecorder& host = self(user);
    if (!host.store_works) return;  // leaves the status that the plugin has preset
    if (const auto found = host.values.find(key); found != host.values.end())
        sink(context, found->second.data(), found->second.size());
    *status = SYNCMOD_OK;
}

void store_put(void* user, const char* key, const char* data, std::uint64_t size, syncmod_status* status) {
    HostRecorder& host = self(user);
    if (!host.store_works || !host.store_keeps) return;
    host.values[key] = std::string(data, size);
    *status = SYNCMOD_OK;
}

}  // namespace

HostRecorder::HostRecorder(Store store) : store_works(store != Store::Failing) {
    services_.struct_size = sizeof services_;
    services_.abi_version = SYNCMOD_ABI_V1_0;
    services_.user = this;
    services_.min_log_level = SYNCMOD_LOG_TRACE;
    services_.log = [](void* user, std::int32_t level, const char* component, const char* event, const char* fields) {
        HostRecorder& host = self(user);
        host.log_.push_back({level, component, event, fields});
        host.take(std::string(component) + " " + event + " " + fields);
    };
    services_.event = [](void* user, const char* name, const char* payload) {
        HostRecorder& host = self(user);
        host.events_.push_back({name, parse(payload)});
        host.take(std::string(name) + " " + payload);
    };
    if (store == Store::None) return;
    services_.store_get = store_get;
    services_.store_put = store_put;
}

bool HostRecorder::has_logged(const std::string& event) const {
    for (const LogLine& line : log_)
        if (line.event == event) return true;
    return false;
}

}  // namespace mod_trakt::tests
