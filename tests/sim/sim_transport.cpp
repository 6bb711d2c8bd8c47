// The way of one request: to the server, its fate there, and the way back.
#include "sim_transport.hpp"

#include <memory>
#include <utility>
#include <vector>

namespace mod_trakt::sim {
namespace {

using Kind = http::TransportError::Kind;

http::TransportError lost(Kind kind, bool surely_unsent, const char* message) {
    return {kind, surely_unsent, std::string("simulation: ") + message};
}

http::Response response_of(const twin::Response& answered) {
    http::Response response;
    response.status = answered.status;
    for (const auto& [name, value] : answered.headers) response.headers.add(name, value);
    response.body = answered.body;
    return response;
}

std::optional<http::TransportError> stop(const CallScope& scope, bool unsent) {
    if (scope.cancelled()) return lost(Kind::Cancelled, unsent, "cancelled");
    if (scope.remaining_ms() == 0) return lost(Kind::Deadline, unsent, "out of time");
    return std::nullopt;
}

}  // namespace

std::string name_of(FaultKind kind) {
    switch (kind) {
        case FaultKind::Refused: return "refused";
        case FaultKind::LostBefore: return "lost before";
        case FaultKind::LostAfter: return "lost after";
        case FaultKind::LostLate: return "lost, applied late";
        case FaultKind::ErrorBefore: return "502 before";
        case FaultKind::ErrorAfter: return "502 after";
        case FaultKind::ErrorLate: return "502, applied late";
        case FaultKind::Busy: return "429";
        case FaultKind::Unreadable: return "unreadable";
    }
    return {};
}

void SimTransport::send(const Next& next, const CallScope& scope, const Done& on_done) {
    std::vector<http::Outgoing> flying;
    for (;;) {
        while (const auto outgoing = next()) flying.push_back(*outgoing);
        if (flying.empty()) return;
        const std::size_t at = process_.is_dead() ? 0 : line_.random.below(flying.size());
        const http::Outgoing one = flying[at];
        flying.erase(flying.begin() + static_cast<std::ptrdiff_t>(at));
        if (!on_done(one.id, ask(*one.request, scope))) return;
    }
}

// Mostly some milliseconds, sometimes half a second.
void SimTransport::travel() {
    process_.sleep((line_.random.percent(10) ? line_.random.between(100, 500) : line_.random.between(2, 30)) * ms);
}

http::Outcome SimTransport::ask(const http::Request& request, const CallScope& scope) {
    const auto dead = [] { return lost(Kind::Protocol, false, "the process has crashed"); };
    if (!process_.enter()) return dead();
    if (request.grace_ms == 0)
        if (auto ended = stop(scope, true)) return *ended;
    const bool is_post = request.method == http::Method::Post;
    const std::size_t nth = ++line_.requests;
    const std::optional<std::size_t> nth_post = is_post ? std::optional(++line_.posts) : std::nullopt;
    const std::string what = std::string(http::method_name(request.method)) + " " +
                             request.url.substr(request.url.find('/', 8)) + (is_post ? " " + request.body : "");
    travel();
    if (process_.is_dead()) {
        // It was on its way.
        if (is_post && line_.random.percent(50)) site_.take(request, cause, process_.scheduler().now());
        return dead();
    }
    if (const Crash* crash = nth_post && crash_at_post ? crash_at_post(*nth_post) : nullptr) {
        tell(what + ": the process has crashed");
        if (crash->post == Fate::Applied) site_.take(request, cause, process_.scheduler().now());
        if (crash->post == Fate::Late) apply_late(request, crash->late_ms);
        return dead();
    }
    const Fault* const fault = fault_of ? fault_of(nth, nth_post) : nullptr;
    if (is_post && fault != nullptr) was_uncertain = true;
    http::Outcome outcome = fault != nullptr ? fail(request, *fault) : answer(request);
    const auto* const response = std::get_if<http::Response>(&outcome);
    tell(what + ": " + (fault != nullptr ? name_of(fault->kind) : std::to_string(response->status)));
    if (fault != nullptr && fault->kind == FaultKind::Refused) return outcome;
    travel();
    if (process_.is_dead()) return dead();
    if (request.grace_ms == 0)
        if (auto ended = stop(scope, false)) return *ended;
    return outcome;
}

http::Outcome SimTransport::answer(const http::Request& request) {
    http::Response response = response_of(site_.take(request, cause, process_.now()).response);
    response.holds_secrets = request.holds_secrets;
    return response;
}

void SimTransport::apply_late(const http::Request& request, std::int64_t late_ms) {
    Scheduler& scheduler = process_.scheduler();
    scheduler.at(scheduler.now() + late_ms * ms, [this_site = &site_, scheduler = &scheduler, cause = cause,
                                                  copy = std::make_shared<const http::Request>(request)] {
        this_site->take(*copy, cause, scheduler->now());
    });
}

http::Outcome SimTransport::fail(const http::Request& request, const Fault& fault) {
    const auto error = [](int status) {
        http::Response response;
        response.status = status;
        if (status == 429) response.headers.add("Retry-After", "2");
        return response;
    };
    switch (fault.kind) {
        case FaultKind::Refused: return lost(Kind::Connect, true, "refused");
        case FaultKind::LostBefore: return lost(Kind::Protocol, false, "lost");
        case FaultKind::LostAfter: answer(request); return lost(Kind::Timeout, false, "lost");
        case FaultKind::LostLate: apply_late(request, fault.late_ms); return lost(Kind::Timeout, false, "lost");
        case FaultKind::ErrorBefore: return error(502);
        case FaultKind::ErrorAfter: answer(request); return error(502);
        case FaultKind::ErrorLate: apply_late(request, fault.late_ms); return error(502);
        case FaultKind::Busy: return error(429);
        case FaultKind::Unreadable: {
            http::Outcome outcome = answer(request);
            auto& body = std::get<http::Response>(outcome).body;
            body.resize(body.size() / 2);
            return outcome;
        }
    }
    return lost(Kind::Protocol, false, "lost");
}

}  // namespace mod_trakt::sim
