#include "http/client.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "http/url.hpp"

namespace mod_trakt::http {
namespace {

Response rate_limited_for(std::int64_t ms) {
    Response response;
    response.status = 429;
    response.headers.add("Retry-After", std::to_string((ms + 999) / 1000));
    return response;
}

void describe(json::Writer& writer, const Request& request, const Outcome& outcome) {
    writer.member("method", method_name(request.method));
    writer.member("path", path_of(request.url));
    if (const auto* response = std::get_if<Response>(&outcome)) {
        writer.member("status", response->status);
    } else {
        const auto& error = std::get<TransportError>(outcome);
        writer.member("error", kind_name(error.kind));
        writer.member("message", error.message);
    }
}

bool is_failure(const Outcome& outcome) noexcept {
    const auto* response = std::get_if<Response>(&outcome);
    if (response != nullptr) return response->status == 429 || RetryPolicy::is_transient(response->status);
    const auto kind = std::get<TransportError>(outcome).kind;
    return kind != TransportError::Kind::Cancelled && kind != TransportError::Kind::Deadline;
}

}  // namespace

struct Client::Pending {
    std::size_t index = 0;
    Tries tries;
    std::int64_t not_before_ms = std::numeric_limits<std::int64_t>::min();
};

// What goes out together, and how long to wait when nothing may go out yet.
struct Client::Batch {
    std::vector<Pending> entries;
    std::int64_t wait_ms = 0;
    bool for_limit = false;  // the wait is the server's doing and is shown
};

Client::Client(Transport& transport, RateGovernor& governor, const Log& log, RetryPolicy retry, BackoffPolicy backoff)
    : transport_(transport), governor_(governor), log_(log), retry_(retry), backoff_(backoff) {}

Client::Batch Client::take_ready(std::vector<Pending>& pending, std::span<const Request> requests, std::size_t window) {
    Batch batch;
    batch.wait_ms = std::numeric_limits<std::int64_t>::max();
    const std::int64_t now_ms = governor_.clock().steady_ms();
    bool reads_closed = false;  // refused by the governor: no need to ask it again in this round
    bool writes_closed = false;
    const auto later = [&batch](std::int64_t wait_ms, bool for_limit) {
        if (wait_ms >= batch.wait_ms) return;
        batch.wait_ms = wait_ms;
        batch.for_limit = for_limit;
    };
    std::vector<Pending> left;
    for (const Pending& entry : pending) {
        const bool read = requests[entry.index].method == Method::Get;
        bool& closed = read ? reads_closed : writes_closed;
        if (entry.not_before_ms > now_ms) {
            later(entry.not_before_ms - now_ms, entry.tries.rate_limited > 0);
        } else if (!closed && batch.entries.size() < window) {
            const std::int64_t wait_ms = governor_.try_acquire(requests[entry.index].method);
            closed = wait_ms > 0 || !read;  // one write at a time
            if (wait_ms == 0) {
                batch.entries.push_back(entry);
                continue;
            }
            later(wait_ms, true);
        }
        left.push_back(entry);
    }
    pending.swap(left);
    return batch;
}

// Whether the request goes out again; if so, not before a time that is noted in `pending`.
bool Client::judge(Pending& pending, const Request& request, const Outcome& outcome, const CallScope& scope) {
    const auto* response = std::get_if<Response>(&outcome);
    const bool rate_limited = response != nullptr && response->status == 429;
    if (rate_limited) {
        ++pending.tries.rate_limited;
    } else {
        pending.tries.rate_limited = 0;
        ++pending.tries.failed;
    }
    if (!is_failure(outcome)) return false;

    const std::int64_t wait = backoff_.wait_ms(outcome, std::max(1, pending.tries.failed), scope.clock().unix_ms());
    if (rate_limited) governor_.pause_for(wait);
    // A back-off of our own is short and may run into the deadline; a wait that the server asks for is not begun in
    // vain.
    const bool asked_by_server = response != nullptr && response->headers.get("retry-after").has_value();
    const bool patient = !(rate_limited || asked_by_server) || retry_.worth_waiting(wait, scope);
    const bool repeat = patient && retry_.may_repeat(request, outcome, pending.tries);

    const auto fields = [&](json::Writer& writer) {
        describe(writer, request, outcome);
        writer.member("attempt", pending.tries.failed + pending.tries.rate_limited);
        if (repeat || rate_limited) writer.member("wait_ms", wait);
    };
    if (rate_limited) log_.with(LogLevel::Warn, "http", "rate_limited", fields);
    if (!repeat)
        log_.with(LogLevel::Warn, "http", "http_failed", fields);
    else if (!rate_limited)
        log_.with(LogLevel::Warn, "http", "http_retry", fields);
    if (repeat) pending.not_before_ms = scope.clock().steady_ms() + wait;
    return repeat;
}

Outcome Client::fetch(const Request& request, const CallScope& scope) {
    Outcome final_outcome;
    fetch_all({&request, 1}, 1, scope, [&](std::size_t, Outcome outcome) { final_outcome = std::move(outcome); });
    return final_outcome;
}

void Client::fetch_all(std::span<const Request> requests, std::size_t window, const CallScope& scope,
                       const std::function<void(std::size_t, Outcome)>& on_done) {
    window = std::max<std::size_t>(1, window);
    std::vector<Pending> pending(requests.size());
    for (std::size_t i = 0; i < pending.size(); ++i) pending[i].index = i;

    while (!pending.empty()) {
        scope.check();
        if (const std::int64_t paused = governor_.paused_ms(); paused > 0 && !retry_.worth_waiting(paused, scope)) {
            for (const Pending& entry : std::exchange(pending, {})) on_done(entry.index, rate_limited_for(paused));
            return;
        }
        Batch batch = take_ready(pending, requests, window);
        if (batch.entries.empty()) {
            batch.for_limit ? RateGovernor::wait_visibly(batch.wait_ms, scope) : scope.wait(batch.wait_ms);
            continue;
        }
        std::vector<Request> together;
        together.reserve(batch.entries.size());
        for (const Pending& entry : batch.entries) together.push_back(requests[entry.index]);
        requests_sent_ += together.size();
        transport_.send(together, scope, [&](std::size_t i, Outcome outcome) {
            Pending& entry = batch.entries[i];
            const Request& request = requests[entry.index];
            if (const auto* response = std::get_if<Response>(&outcome)) governor_.note(request.method, *response);
            if (on_exchange) on_exchange(request, outcome);
            if (judge(entry, request, outcome, scope))
                pending.push_back(entry);
            else
                on_done(entry.index, std::move(outcome));
        });
    }
}

}  // namespace mod_trakt::http
