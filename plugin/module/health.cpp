#include "module/health.hpp"

#include <optional>

#include "http/html.hpp"
#include "http/rate_reading.hpp"
#include "support/error.hpp"
#include "support/json/writer.hpp"
#include "support/text.hpp"

namespace mod_trakt {
namespace {

struct Probe {
    bool made = false;
    std::optional<int> status;  // HTTP; absent when no answer came
    std::string trouble;        // empty: good; else a stable word such as "unauthorized" or "http:500"
    std::optional<std::int64_t> retry_after_s;
    http::RateReading rate;

    bool good() const noexcept { return made && trouble.empty(); }
    bool limited() const noexcept { return status == 429; }
};

std::string trouble_of(const http::Response& response) {
    const int status = response.status;
    if (status >= 200 && status < 300) return http::is_html(response) ? "protocol" : "";
    if (status == 403 && http::is_html(response)) return "blocked_by_edge";
    if (status == 401 || status == 403) return "unauthorized";
    if (status == 423) return "account_locked";
    if (status == 429) return "rate_limited";
    return "http:" + std::to_string(status);
}

Probe probe(trakt::Api& api, std::string_view target, const CallScope& scope) {
    Probe probe;
    probe.made = true;
    try {
        const http::Outcome outcome = api.probe(target, scope);
        if (const auto* error = std::get_if<http::TransportError>(&outcome)) {
            scope.check();
            probe.trouble = http::kind_name(error->kind);
            return probe;
        }
        const auto& response = std::get<http::Response>(outcome);
        probe.status = response.status;
        probe.trouble = trouble_of(response);
        if (const auto text = response.headers.get("retry-after"))
            probe.retry_after_s = parse_number<std::int64_t>(ascii_strip(*text));
        if (auto rate = http::read_rate_headers(response.headers, scope.clock().unix_ms())) probe.rate = *rate;
    } catch (const Failure& failure) {
        const Error& error = failure.error();
        if (error.status == Status::Cancelled || error.status == Status::Timeout) throw;
        if (error.http_status != 0) probe.status = error.http_status;
        const bool login = error.status == Status::Unauthenticated || error.status == Status::Forbidden;
        probe.trouble = login ? "unauthorized" : error.reason;
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
        return core_.trouble == "unauthorized" ? "auth_failed" : "down";
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
            reason = "core:" + core_.trouble + "; watchlist:down";
        else if (!watchlist_.good())
            reason = "watchlist:" + watchlist_.trouble;
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
