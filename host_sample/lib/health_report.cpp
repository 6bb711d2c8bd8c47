#include "lib/health_report.hpp"

#include <boost/json.hpp>

#include "lib/problem.hpp"
#include "lib/text.hpp"
#include "lib/text_table.hpp"

namespace syncmod_host {
namespace {

std::string words(const boost::json::value& value) {
    if (const auto* text = value.if_string()) return std::string(*text);
    return boost::json::serialize(value);
}

}  // namespace

HealthReport read_health(std::string_view document) {
    boost::json::error_code error;
    const auto parsed = boost::json::parse(document, error);
    if (error || !parsed.is_object())
        throw Fatal(exit_failed, {.status = SYNCMOD_BAD_DATA,
                                  .reason = "bad_result",
                                  .message = "the plugin's health document is not a JSON object"});
    const auto& health = parsed.as_object();
    HealthReport report;
    if (const auto* status = health.if_contains("status")) report.status = words(*status);

    report.text = "Health: " + printable(report.status.empty() ? "unknown" : report.status);
    if (const auto* latency = health.if_contains("latency_ms"); latency != nullptr && latency->is_number())
        report.text += " (" + std::to_string(latency->to_number<long long>()) + " ms)";
    report.text += '\n';

    // People see one level of every group; --json has the rest.
    TextTable table({"PART", "", "STATE"});
    for (const char* group : {"features", "details", "api"}) {
        const auto* members = health.if_contains(group);
        if (members == nullptr || !members->is_object()) continue;
        for (const auto& [name, value] : members->as_object()) {
            const auto* inner = value.if_object();
            const auto* status = inner != nullptr ? inner->if_contains("status") : nullptr;
            if (value.is_bool())
                table.row({group, std::string(name), value.get_bool() ? "works" : "off"});
            else if (status != nullptr)
                table.row({group, std::string(name), "HTTP " + words(*status)});
            else if (!value.is_null())
                table.row({group, std::string(name), words(value)});
        }
    }
    if (!table.empty()) report.text += table.text();
    return report;
}

}  // namespace syncmod_host
