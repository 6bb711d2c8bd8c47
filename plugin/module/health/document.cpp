// Renders the health document.
#include "module/health/document.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

#include "model/feature_id.hpp"
#include "module/health/verdict.hpp"
#include "support/json/writer.hpp"

namespace mod_trakt {
namespace {

void write_rate(json::Writer& writer, const trakt::Rate& rate) {
    writer.begin_object();
    writer.member("limit", rate.limit);
    writer.member("remaining", rate.remaining);
    writer.member("reset", rate.reset_s);
    writer.end_object();
}

void write_features(json::Writer& writer, const HealthVerdict& verdict) {
    writer.key("features");
    writer.begin_object();
    for (const FeatureId feature : feature_ids) writer.member(name_of(feature), verdict.works(feature));
    for (const std::string_view name : names_not_offered) writer.member(name, false);
    writer.end_object();
}

void write_details(json::Writer& writer, const HealthVerdict& verdict, const HealthNotes& notes) {
    writer.key("details");
    writer.begin_object();
    writer.key("disabled");
    writer.begin_array();
    for (const std::string_view name : names_not_offered) writer.string(name);
    writer.end_array();
    if (const std::string reason = verdict.reason(); !reason.empty()) writer.member("reason", reason);
    if (const auto seconds = verdict.retry_after_s()) writer.member("retry_after_s", *seconds);
    if (!notes.refused.empty()) {
        writer.key("guard");
        writer.begin_array();
        for (const account::GuardRefusal& refusal : notes.refused) account::write_refusal(writer, refusal);
        writer.end_array();
    }
    if (notes.without_effect > 0)
        writer.member("writes_without_effect", static_cast<std::int64_t>(notes.without_effect));
    writer.end_object();
}

// Writes the members of a probe into the open object.
void write_probe(json::Writer& writer, const trakt::Probed& probe) {
    writer.member("status", probe.status ? std::optional<std::int64_t>(*probe.status) : std::nullopt);
    writer.member("retry_after", probe.retry_after_s);
}

void write_api(json::Writer& writer, const HealthProbes& probes, const trakt::Rate& rate) {
    writer.key("api");
    writer.begin_object();
    writer.key("last_activities");
    writer.begin_object();
    write_probe(writer, probes.core);
    writer.key("rate");
    write_rate(writer, probes.core.rate);
    writer.end_object();
    writer.key(name_of(FeatureId::Watchlist));
    writer.begin_object();
    write_probe(writer, probes.watchlist.value_or(trakt::Probed()));
    writer.end_object();
    // Hosts plan their next calls by these members.
    writer.key("rate_limit");
    write_rate(writer, rate);
    writer.end_object();
}

}  // namespace

std::string health_document(const HealthProbes& probes, const trakt::Rate& rate, const HealthNotes& notes) {
    const HealthVerdict verdict(probes);
    std::string text;
    json::Writer writer(text);
    writer.begin_object();
    const std::string_view status = verdict.status();
    writer.member("ok", status == "ok" || status == "degraded");
    writer.member("status", status);
    writer.member("state", verdict.state());
    writer.member("latency_ms", probes.latency_ms);
    write_features(writer, verdict);
    write_details(writer, verdict, notes);
    write_api(writer, probes, rate);
    writer.end_object();
    return text;
}

}  // namespace mod_trakt
