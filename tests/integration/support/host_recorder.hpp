// A host that records everything that the plugin reports, and can keep values for it.
#pragma once

#include <syncmod/syncmod.h>

#include <map>
#include <string>
#include <vector>

#include "support/json.hpp"

namespace mod_trakt::tests {

struct LogLine {
    int level = 0;
    std::string component, event, fields;
};

struct Event {
    std::string name;
    json::value payload;
};

class HostRecorder {
public:
    enum class Store { None, Working, Failing };

    explicit HostRecorder(Store store = Store::None);
    HostRecorder(const HostRecorder&) = delete;
    HostRecorder& operator=(const HostRecorder&) = delete;

    const syncmod_host_v1& services() const noexcept { return services_; }
    syncmod_host_v1& services() noexcept { return services_; }

    // Documents and messages are added too, so that everything that left the plugin can be searched.
    void take(std::string text) { captured_.push_back(std::move(text)); }
    const std::vector<std::string>& captured() const noexcept { return captured_; }

    const std::vector<LogLine>& log() const noexcept { return log_; }
    const std::vector<Event>& events() const noexcept { return events_; }
    bool has_logged(const std::string& event) const;

    std::map<std::string, std::string> values;  // content of the store
    bool store_works = true;
    bool store_keeps = true;  // false: values can be read but not written

private:
    syncmod_host_v1 services_{};
    std::vector<LogLine> log_;
    std::vector<Event> events_;
    std::vector<std::string> captured_;
};

}  // namespace mod_trakt::tests
