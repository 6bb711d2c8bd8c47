#include "lib/host_services.hpp"

#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <ctime>

#include "lib/plugin_table.hpp"
#include "lib/text.hpp"

namespace syncmod_host {
namespace {

const char* level_word(std::int32_t level) {
    if (level >= SYNCMOD_LOG_ERROR) return "ERROR";
    if (level >= SYNCMOD_LOG_WARN) return "WARN ";
    if (level >= SYNCMOD_LOG_INFO) return "INFO ";
    if (level >= SYNCMOD_LOG_DEBUG) return "DEBUG";
    return "TRACE";
}

std::string time_of_day() {
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm parts = {};
    localtime_r(&now, &parts);
    char text[16];
    std::strftime(text, sizeof text, "%H:%M:%S", &parts);
    return text;
}

// The fields as " page=3 status=500"; text that is not a JSON object is shown unchanged.
std::string readable_fields(const char* fields_json) {
    if (fields_json == nullptr) return {};
    boost::json::error_code error;
    const auto fields = boost::json::parse(fields_json, error);
    if (error || !fields.is_object()) return std::string(" ") + fields_json;
    std::string text;
    for (const auto& [key, value] : fields.as_object()) {
        const auto* words = value.if_string();
        const bool bare =
            words != nullptr && !words->empty() && words->find_first_of(" =\"") == boost::json::string::npos;
        text += " " + std::string(key) + "=" + (bare ? std::string(*words) : boost::json::serialize(value));
    }
    return text;
}

}  // namespace

HostServices::HostServices(ProgressBar& bar, bool verbose) : bar_(bar) {
    table_.struct_size = sizeof table_;
    table_.abi_version = host_abi;
    table_.user = this;
    table_.min_log_level = verbose ? SYNCMOD_LOG_DEBUG : SYNCMOD_LOG_WARN;
    table_.log = on_log;
    table_.event = on_event;
}

std::uint64_t HostServices::events(const std::string& name) const {
    const auto found = events_.find(name);
    return found == events_.end() ? 0 : found->second;
}

void HostServices::on_log(void* user, std::int32_t level, const char* component, const char* event,
                          const char* fields_json) noexcept {
    try {
        auto& self = *static_cast<HostServices*>(user);
        if (level < self.table_.min_log_level) return;
        const std::string line = time_of_day() + " " + level_word(level) + " " +
                                 (component != nullptr ? component : "-") + " " + (event != nullptr ? event : "-") +
                                 readable_fields(fields_json);
        self.bar_.hide();
        std::fprintf(stderr, "%s\n", printable(line).c_str());
    } catch (...) {
        // No exception may reach the plugin; a lost log line does less harm.
    }
}

void HostServices::on_event(void* user, const char* name, const char*) noexcept {
    try {
        if (name != nullptr) ++static_cast<HostServices*>(user)->events_[name];
    } catch (...) {
        // No exception may reach the plugin; a wrong count does less harm.
    }
}

}  // namespace syncmod_host
