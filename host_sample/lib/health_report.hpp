// Reads the health document, for people and for the exit code.
#pragma once

#include <string>
#include <string_view>

namespace syncmod_host {

struct HealthReport {
    std::string status;  // "ok", "degraded", "auth_failed", "down", ...
    std::string text;    // several lines for people
    bool usable() const { return status == "ok" || status == "degraded"; }
};

// Throws Fatal when the document is not a JSON object.
HealthReport read_health(std::string_view document);

}  // namespace syncmod_host
