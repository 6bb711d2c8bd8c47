// The services of this host for a plugin: a log on stderr and a count of events. It has no store, so the plugin keeps
// its state in "state_dir".
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "lib/progress_bar.hpp"
#include "syncmod/syncmod.h"

namespace syncmod_host {

class HostServices {
public:
    // `bar` is hidden while a log line is written; it must outlive the services.
    HostServices(ProgressBar& bar, bool verbose);
    HostServices(const HostServices&) = delete;
    HostServices& operator=(const HostServices&) = delete;

    const syncmod_host_v1* table() const noexcept { return &table_; }
    std::uint64_t events(const std::string& name) const;

private:
    static void on_log(void* user, std::int32_t level, const char* component, const char* event,
                       const char* fields_json) noexcept;
    static void on_event(void* user, const char* name, const char* payload_json) noexcept;

    ProgressBar& bar_;
    syncmod_host_v1 table_ = {};
    std::map<std::string, std::uint64_t> events_;
};

}  // namespace syncmod_host
