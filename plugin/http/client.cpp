// The retry loop: starts requests when pace and back-off allow it, judges each outcome, and repeats or hands it over.
#include "http/client.hpp"

#include <algorithm>
#include <map>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "http/redact.hpp"
#include "http/retry_after.hpp"
#include "http/url.hpp"

namespace mod_trakt::http {
namespace {

Response make_429(std::int64_t ms) {
    Response response;
    response.status = 429;
    response.headers.add("Retry-After", std::to_string((ms + 999) / 1000));
    return response;
}

void describe(json::Writer& writer, const Outcome& outcome) {
    if (const auto* response = std::get_if<Response>(&outcome)) {
        writer.member("status", response->status);
    } else {
        const auto& error = std::get<TransportError>(outcome);
        writer.member("error", kind_name(error.kind));
        writer.member("message", error.message);
    }
}

void describe(json::Writer& writer, const Request& request, const Outcome& outcome) {
    writer.member("method", method_name(request.method));
    writer.member("path", path_of(request.url));
    describe(writer, outcome);
}

bool is_failure(const Outcome& outcome) noexcept {
    const auto* response = std::get_if<Response>(&outcome);
    if (response != nullptr) return response->status == 429 || RetryPolicy::is_transient(response->status);
    const auto kind = std::get<TransportError>(outcome).kind;
    return kind != TransportError::Kind::Cancelled && kind != TransportError::Kind::Deadline;
}

bool is_stalled(const Outcome& outcome) noexcept {
    const auto* error = std::get_if<TransportError>(&outcome);
    return error != nullptr && error->kind == TransportError::Kind::Stalled;
}

}  // namespace

// One call of fetch() or fetch_all().
class Client::Run {
public:
    Run(Client& client, Method method, bool from_reserve, std::size_t count, const Make& make, std::size_t window,
        const CallScope& scope, const OnDone& on_done)
        : client_(client),
          method_(method),
          from_reserve_(from_reserve),
          count_(count),
          make_(make),
          window_(std::max<std::size_t>(1, window)),
          scope_(scope),
          on_done_(on_done) {}

    void run_to_end() {
        while (!given_up_ && (unsent_ < count_ || !repeats_.empty())) {
            scope_.check();
            const std::int64_t paused = client_.governor_.paused_ms();
            if (paused > 0 && !client_.retry_.worth_waiting(paused, scope_)) return answer_pending_with_429(paused);
            if (wait_.for_limit && !client_.retry_.worth_pacing(wait_.ms, scope_))
                return answer_pending_with_429(wait_.ms);
            if (wait_.ms > 0) wait_.for_limit ? RateGovernor::wait_visibly(wait_.ms, scope_) : scope_.wait(wait_.ms);
            client_.transport_.send(
                [this] { return next(); }, scope_,
                [this](std::size_t i, Outcome outcome) { return take_outcome(i, std::move(outcome)); });
        }
    }

private:
    struct Repeat {
        std::size_t index = 0;
        Tries tries;
        std::int64_t not_before_ms = 0;
    };
    struct UnderWay {
        Tries tries;
        Request request;
        std::int64_t began_ms = 0;
    };
    struct Wait {
        std::int64_t ms = 0;
        bool for_limit = false;  // the wait is for the server's limit, and progress shows it
    };

    std::optional<Outgoing> next();
    bool take_outcome(std::size_t index, Outcome outcome);
    void note_limits(const Outcome& outcome);
    std::optional<std::int64_t> wait_to_repeat(UnderWay& done, const Outcome& outcome);
    void answer_pending_with_429(std::int64_t wait_ms);

    Client& client_;
    const Method method_;
    const bool from_reserve_;
    const std::size_t count_;
    const Make& make_;
    const std::size_t window_;
    const CallScope& scope_;
    const OnDone& on_done_;

    std::size_t unsent_ = 0;  // the first index that was never sent
    std::vector<Repeat> repeats_;
    std::map<std::size_t, UnderWay> under_way_;  // by index; a map, so that the requests keep their addresses
    Wait wait_;                                  // why next() last returned nullopt
    bool given_up_ = false;
};

Client::Client(Transport& transport, RateGovernor& governor, const Log& log, RetryPolicy retry, BackoffPolicy backoff)
    : transport_(transport), governor_(governor), log_(log), retry_(retry), backoff_(backoff) {}

std::optional<Outgoing> Client::Run::next() {
    wait_ = {};
    if (under_way_.size() >= (client_.one_at_a_time_ ? 1 : window_)) return std::nullopt;
    if (scope_.cancelled() || scope_.remaining_ms() == 0) return std::nullopt;
    const std::int64_t now_ms = scope_.clock().steady_ms();
    const auto due = std::min_element(repeats_.begin(), repeats_.end(), [](const Repeat& a, const Repeat& b) {
        return std::pair(a.not_before_ms, a.index) < std::pair(b.not_before_ms, b.index);
    });
    const bool repeat = due != repeats_.end() && due->not_before_ms <= now_ms;
    if (!repeat && unsent_ == count_) {
        if (due != repeats_.end()) wait_ = {due->not_before_ms - now_ms, due->tries.rate_limited > 0};
        return std::nullopt;
    }
    if (const std::int64_t wait_ms = client_.governor_.try_acquire(method_, from_reserve_); wait_ms > 0) {
        wait_ = {wait_ms, true};
        return std::nullopt;
    }
    const Repeat going = repeat ? *due : Repeat{unsent_, {}, 0};
    Request request = make_(going.index);
    if (request.method != method_) throw std::logic_error("fetch_all() is for reads");
    if (repeat)
        repeats_.erase(due);
    else
        ++unsent_;
    const auto entry =
        under_way_.emplace(going.index, UnderWay{going.tries, std::move(request), scope_.clock().steady_ms()}).first;
    ++client_.handed_over_;
    return Outgoing{going.index, &entry->second.request};
}

bool Client::Run::take_outcome(std::size_t index, Outcome outcome) {
    UnderWay done = std::move(under_way_.extract(index).mapped());
    note_limits(outcome);
    if (client_.on_exchange) client_.on_exchange(done.request, outcome);
    client_.log_.with(LogLevel::Debug, "http", "exchange", [&](json::Writer& writer) {
        writer.member("method", method_name(done.request.method));
        writer.member("url", loggable_url(done.request.url));
        describe(writer, outcome);
        writer.member("ms", scope_.clock().steady_ms() - done.began_ms);
    });
    if (is_stalled(outcome)) {
        // The request did not cause this: it is sent again at once, with no other request in flight.
        if (!std::exchange(client_.one_at_a_time_, true))
            client_.log_.with(LogLevel::Warn, "http", "parallel_reads_off",
                              [&](json::Writer& writer) { describe(writer, done.request, outcome); });
        repeats_.push_back({index, done.tries, scope_.clock().steady_ms()});
    } else if (const auto wait_ms = wait_to_repeat(done, outcome)) {
        repeats_.push_back({index, done.tries, scope_.clock().steady_ms() + *wait_ms});
    } else {
        given_up_ = !on_done_(index, std::move(outcome));
    }
    return !given_up_;
}

// Lack of memory for the rate headers must not lose the outcome.
void Client::Run::note_limits(const Outcome& outcome) {
    const auto* response = std::get_if<Response>(&outcome);
    if (response == nullptr) return;
    try {
        if (const auto date_ms = server_date_unix_ms(response->headers))
            client_.server_ahead_ms_ = *date_ms - scope_.clock().steady_ms();
        client_.governor_.note(method_, *response);
    } catch (const std::bad_alloc&) {
        return;
    }
}

// How long to wait before the request is sent again; nullopt if this outcome is final.
std::optional<std::int64_t> Client::Run::wait_to_repeat(UnderWay& done, const Outcome& outcome) {
    const auto* response = std::get_if<Response>(&outcome);
    const bool rate_limited = response != nullptr && response->status == 429;
    if (rate_limited) {
        ++done.tries.rate_limited;
    } else {
        done.tries.rate_limited = 0;
        ++done.tries.failed;
    }
    if (!is_failure(outcome)) return std::nullopt;

    const int failed = std::max(1, done.tries.failed);
    const std::int64_t wait = client_.backoff_.wait_ms(outcome, failed, scope_.clock().unix_ms());
    if (rate_limited) client_.governor_.pause_for(wait);
    // Our own back-off is short and may run into the deadline. A wait that the server demands only begins if it can end
    // in time.
    const bool asked_by_server = response != nullptr && response->headers.get("retry-after").has_value();
    const bool patient = !(rate_limited || asked_by_server) || client_.retry_.worth_waiting(wait, scope_);
    const bool repeat = patient && client_.retry_.may_repeat(done.request, outcome, done.tries);

    const auto fields = [&](json::Writer& writer) {
        describe(writer, done.request, outcome);
        writer.member("attempt", done.tries.failed + done.tries.rate_limited);
        if (repeat || rate_limited) writer.member("wait_ms", wait);
    };
    if (rate_limited) client_.log_.with(LogLevel::Warn, "http", "rate_limited", fields);
    if (!repeat)
        client_.log_.with(LogLevel::Warn, "http", "http_failed", fields);
    else if (!rate_limited)
        client_.log_.with(LogLevel::Warn, "http", "http_retry", fields);
    return repeat ? std::optional(wait) : std::nullopt;
}

// Gives every unfinished request a 429 made here, with Retry-After.
void Client::Run::answer_pending_with_429(std::int64_t wait_ms) {
    for (const Repeat& repeat : repeats_)
        if (!on_done_(repeat.index, make_429(wait_ms))) return;
    for (; unsent_ < count_; ++unsent_)
        if (!on_done_(unsent_, make_429(wait_ms))) return;
}

std::optional<std::int64_t> Client::shown_unix_ms() const {
    if (!server_ahead_ms_) return std::nullopt;
    return plausible_unix_ms(governor_.clock().steady_ms() + *server_ahead_ms_);
}

std::int64_t Client::server_unix_ms() const { return shown_unix_ms().value_or(governor_.clock().unix_ms()); }

bool Client::wait_for_write(const CallScope& scope) {
    for (;;) {
        scope.check();
        const std::int64_t paused_ms = governor_.paused_ms();
        if (paused_ms > 0 && !retry_.worth_waiting(paused_ms, scope)) return false;
        const std::int64_t wait_ms = governor_.write_wait_ms();
        if (wait_ms == 0) return true;
        if (!retry_.worth_pacing(wait_ms, scope)) return false;
        RateGovernor::wait_visibly(wait_ms, scope);
    }
}

Outcome Client::fetch(const Request& request, const CallScope& scope) {
    Outcome final_outcome;
    const Make make = [&](std::size_t) { return request; };
    const OnDone keep = [&](std::size_t, Outcome outcome) {
        final_outcome = std::move(outcome);
        return true;
    };
    Run(*this, request.method, request.from_reserve, 1, make, 1, scope, keep).run_to_end();
    return final_outcome;
}

void Client::fetch_all(std::size_t count, const Make& make, std::size_t window, const CallScope& scope,
                       const OnDone& on_done) {
    Run(*this, Method::Get, false, count, make, window, scope, on_done).run_to_end();
}

}  // namespace mod_trakt::http
