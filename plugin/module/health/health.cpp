// What two probes say of the account, and the document that tells it.
#include "module/health/health.hpp"

#include <optional>
#include <utility>

#include "http/rate_reading.hpp"
#include "http/retry_after.hpp"
#include "support/error.hpp"
#include "support/json/writer.hpp"

namespace mod_trakt {
namespace {

struct Probe {
    bool made = false;
    std::optional<int> status;   // HTTP; absent when no answer came
    std::optional<Error> error;  // absent: good
    std::optional<std::int64_t> retry_after_s;
    http::RateReading rate;

    bool good() const noexcept { return made && !error; }
    bool limited() const noexcept { return error && error->status == Status::RateLimited; }
};

// What details.reason calls an error. Hosts compare these words, which are older than the header's table of states.
std::string trouble_of(const Error& error) {
    if (error.status == Status::Unauthenticated || error.reason == "app_rejected") return "unauthorized";
    for (const char* same : {"blocked_by_edge", "account_locked", "rate_limited"})
        if (error.reason == same) return error.reason;
    if (error.reason == "bad_body") return "protocol";
    if (error.reason == "offline") return "connect";
    if (error.reason == "response_too_large") return "too_large";
    return error.http_status != 0 ? "http:" + std::to_string(error.http_status) : error.reason;
}

std::int64_t whole_seconds(std::int64_t ms) noexcept { return (ms + 999) / 1000; }

// Retry-After as hosts know it from here: whole seconds, or a date. A number with a fraction says nothing.
std::optional<std::int64_t> retry_after_s(const http::Headers& headers, std::int64_t now_unix_ms) {
    const std::string_view text = headers.get("retry-after").value_or("");
    const auto wait_ms = http::retry_after_ms(headers, now_unix_ms);
    if (!wait_ms || text.find('.') != std::string_view::npos) return std::nullopt;
    return whole_seconds(*wait_ms);
}

Probe probe(trakt::Api& api, std::string_view target, const CallScope& scope) {
    Probe probe;
    probe.made = true;
    try {
        trakt::Probed probed = api.probe(target, scope);
        if (const auto* response = std::get_if<http::Response>(&probed.outcome)) {
            probe.status = response->status;
            probe.retry_after_s = retry_after_s(response->headers, scope.clock().unix_ms());
            if (auto rate = http::read_rate_headers(response->headers, scope.clock().unix_ms())) probe.rate = *rate;
        } else {
            scope.check();
        }
        probe.error = std::move(probed.error);
    } catch (const Failure& failure) {
        const Error& error = failure.error();
        if (error.status == Status::Cancelled || error.status == Status::Timeout) throw;
        probe.error = error;
        if (error.http_status != 0) probe.status = error.http_status;
        if (error.retry_after_ms > 0) probe.retry_after_s = whole_seconds(error.retry_after_ms);
    }
    return probe;
}

class Report {
public:
    Report(const Probe& core, const Probe& watchlist, const http::RateGovernor& governor, std::int64_t latency_ms)
        : core_(core), watchlist_(watchlist), governor_(governor), latency_ms_(latency_ms) {}

    std::string render() const {
        std::string text;
        json::Writer writer(text);
        writer.begin_object();
        const std::string_view status = status_word();
        writer.member("ok", status == "ok" || status == "degraded");
        writer.member("status", status);
        writer.member("state", state_word());
        writer.member("latency_ms", latency_ms_);
        write_features(writer);
        write_details(writer);
        write_api(writer);
        writer.end_object();
        return text;
    }

private:
    std::string_view status_word() const {
        if (core_.good() && watchlist_.good()) return "ok";
        // Being asked to wait is no outage: the account works, a little later.
        if (core_.good() || core_.limited()) return "degraded";
        return trouble_of(*core_.error) == "unauthorized" ? "auth_failed" : "down";
    }

    // A word of the header's table of states, for the first thing that is wrong.
    std::string_view state_word() const {
        if (core_.error) return core_.error->reason;
        return watchlist_.error ? std::string_view(watchlist_.error->reason) : "ok";
    }

    void write_features(json::Writer& writer) const {
        const bool reachable = core_.good() || core_.limited();
        writer.key("features");
        writer.begin_object();
        writer.member("watchlist", core_.limited() || (core_.good() && watchlist_.good()));
        writer.member("ratings", reachable);
        writer.member("history", reachable);
        writer.member("playlists", false);
        writer.end_object();
    }

    void write_details(json::Writer& writer) const {
        writer.key("details");
        writer.begin_object();
        writer.key("disabled");
        writer.begin_array();
        writer.string("playlists");
        writer.end_array();
        std::string reason;
        if (!core_.good())
            reason = "core:" + trouble_of(*core_.error) + "; watchlist:down";
        else if (!watchlist_.good())
            reason = "watchlist:" + trouble_of(*watchlist_.error);
        if (!reason.empty()) writer.member("reason", reason);
        const auto retry = core_.retry_after_s ? core_.retry_after_s : watchlist_.retry_after_s;
        if (retry) writer.member("retry_after_s", *retry);
        writer.end_object();
    }

    void write_api(json::Writer& writer) const {
        writer.key("api");
        writer.begin_object();
        writer.key("last_activities");
        writer.begin_object();
        writer.member("status", core_.status ? std::optional<std::int64_t>(*core_.status) : std::nullopt);
        writer.member("retry_after", core_.retry_after_s);
        writer.key("rate");
        write_rate(writer, core_.rate.limit, core_.rate.remaining, seconds(core_.rate.reset_ms));
        writer.end_object();
        writer.key("watchlist");
        writer.begin_object();
        writer.member("status", watchlist_.status ? std::optional<std::int64_t>(*watchlist_.status) : std::nullopt);
        writer.member("retry_after", watchlist_.retry_after_s);
        writer.end_object();
        // What the host's planner looks at: Trakt's own word when it gave one, else our own count.
        const http::RateSnapshot state = governor_.snapshot();
        writer.key("rate_limit");
        write_rate(writer, state.limit ? state.limit : state.own_limit,
                   state.remaining ? state.remaining : state.own_remaining, state.reset_s);
        writer.end_object();
    }

    static std::optional<std::int64_t> seconds(std::optional<std::int64_t> ms) {
        return ms ? std::optional(*ms / 1000) : std::nullopt;
    }
    static void write_rate(json::Writer& writer, std::optional<std::int64_t> limit,
                           std::optional<std::int64_t> remaining, std::optional<std::int64_t> reset_s) {
        writer.begin_object();
        writer.member("limit", limit);
        writer.member("remaining", remaining);
        writer.member("reset", reset_s);
        writer.end_object();
    }

    const Probe& core_;
    const Probe& watchlist_;
    const http::RateGovernor& governor_;
    std::int64_t latency_ms_;
};

}  // namespace

std::string check_health(trakt::Api& api, const http::RateGovernor& governor, const CallScope& scope) {
    const std::int64_t begun = scope.clock().steady_ms();
    const Probe core = probe(api, "/sync/last_activities", scope);
    Probe watchlist;
    if (core.good()) watchlist = probe(api, "/sync/watchlist?limit=1&page=1", scope);
    return Report(core, watchlist, governor, scope.clock().steady_ms() - begun).render();
}

}  // namespace mod_trakt
