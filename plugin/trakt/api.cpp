// Sending requests with a token, and judging their answers.
#include "trakt/api.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "http/html.hpp"
#include "http/rate_reading.hpp"
#include "http/retry_after.hpp"
#include "trakt/common_headers.hpp"
#include "trakt/failure.hpp"
#include "trakt/labels.hpp"

namespace mod_trakt::trakt {
namespace {

constexpr int no_content = 204;
constexpr int most_doublings = 10;  // of the wait before a repetition

bool is_success(const http::Outcome& outcome) {
    const auto* response = std::get_if<http::Response>(&outcome);
    return response != nullptr && response->status >= 200 && response->status < 300;
}

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

std::string describe(http::Method method, std::string_view target) {
    return std::string(http::method_name(method)) + " " + std::string(path_of(target));
}

// Reserves the final size first, because a text that grows leaves a copy of its beginning in freed memory.
std::string authorization_of(const Secret& token) {
    constexpr std::string_view scheme = "Bearer ";
    std::string text;
    text.reserve(scheme.size() + token.reveal().size());
    text.append(scheme).append(token.reveal());
    return text;
}

// In the form that hosts expect: see Probed.
std::optional<std::int64_t> retry_after_s(const http::Headers& headers, std::int64_t now_unix_ms) {
    const std::string_view text = headers.get("retry-after").value_or("");
    const auto wait_ms = http::retry_after_ms(headers, now_unix_ms);
    if (!wait_ms || text.find('.') != std::string_view::npos) return std::nullopt;
    return (*wait_ms + 999) / 1000;
}

Rate rate_of(const http::Headers& headers, std::int64_t now_unix_ms) {
    Rate rate;
    if (const auto reading = http::read_rate_headers(headers, now_unix_ms)) {
        rate.limit = reading->limit;
        rate.remaining = reading->remaining;
        if (reading->reset_ms) rate.reset_s = *reading->reset_ms / 1000;
    }
    return rate;
}

}  // namespace

Api::Api(http::Client& client, BearerSource& bearer, ApiOptions options)
    : client_(client), bearer_(bearer), options_(std::move(options)), oauth_(client, options_) {}

http::Request Api::make_request(http::Method method, std::string_view target, const Secret& token) const {
    http::Request request;
    request.method = method;
    request.url = options_.api_url + std::string(target);
    add_common_headers(request.headers, options_.client_id);
    if (!token.empty()) request.headers.add("Authorization", authorization_of(token));
    const bool read = method == http::Method::Get;
    request.repeat = read ? http::Repeat::Safe : http::Repeat::OnlyWhenUnsent;
    request.follow_redirects = read;
    request.idle_timeout_ms = read ? options_.read_idle_ms : options_.write_idle_ms;
    request.from_reserve = read && options_.from_reserve;
    request.label = endpoint_label(method, target);
    return request;
}

http::Outcome Api::exchange(http::Method method, std::string_view target, const std::string& body,
                            const CallScope& scope, std::optional<Error>* why_not_replaced) {
    Secret token = bearer_.bearer(oauth_, scope);
    for (int round = 0;; ++round) {
        http::Request request = make_request(method, target, token);
        request.body = body;
        http::Outcome outcome = client_.fetch(request, scope);
        const auto* response = std::get_if<http::Response>(&outcome);
        if (response != nullptr && response->status < 400) bearer_.note_accepted(token);
        // A 401 means that nothing was applied. So a request, even a write, is sent once more, with another token.
        if (response == nullptr || response->status != 401) return outcome;
        try {
            if (round > 0) {
                bearer_.note_refused_again(token, scope);
                return outcome;
            }
            bearer_.replace(oauth_, token, scope);
        } catch (const Failure& failure) {
            // Health needs the answer with its headers; all other callers need the reason why there is no other token.
            if (why_not_replaced == nullptr || failure.error().status != Status::Unauthenticated) throw;
            *why_not_replaced = failure.error();
            return outcome;
        }
        token = bearer_.bearer(oauth_, scope);
    }
}

std::optional<std::string> Api::read_body(http::Response& response, std::string_view target,
                                          json::Document& document) const {
    if (response.body.empty()) return std::nullopt;
    // The body is tested, not its content type, because servers were seen to send JSON as text/html.
    if (http::is_html_body(response.body)) return "the answer is a web page instead of JSON";
    std::size_t replaced = 0;
    if (const auto error = document.parse_tolerant(std::move(response.body), replaced))
        return "the answer is not JSON: " + error->message + " at byte " + std::to_string(error->offset);
    if (replaced > 0)
        client_.log().with(LogLevel::Warn, "http", "broken_text_replaced", [&](json::Writer& fields) {
            fields.member("path", path_of(target));
            fields.member("count", static_cast<std::uint64_t>(replaced));
        });
    return std::nullopt;
}

std::optional<std::string> Api::read_answer(http::Response& response, std::string_view target, Answer& answer) const {
    if (response.body.empty() && response.status != no_content) return "the answer is empty";
    if (auto problem = read_body(response, target, answer.body)) return problem;
    answer.status = response.status;
    read_headers(response.headers, answer);
    return std::nullopt;
}

Answer Api::get(std::string_view target, const CallScope& scope) { return get_from(target, 1, scope); }

Answer Api::get_from(std::string_view target, int attempt, const CallScope& scope) {
    const std::string what = describe(http::Method::Get, target);
    for (;; ++attempt) {
        http::Outcome outcome = exchange(http::Method::Get, target, {}, scope);
        if (!is_success(outcome)) throw Failure(error_of(outcome, what, scope.clock().unix_ms()));
        Answer answer;
        const auto problem = read_answer(std::get<http::Response>(outcome), target, answer);
        if (!problem) return answer;
        if (attempt >= options_.body_attempts) throw Failure(bad_body_error(what, *problem));
        scope.wait(options_.body_retry_ms << std::min(attempt - 1, most_doublings));
    }
}

void Api::get_many(std::span<const std::string> targets, std::size_t window, const CallScope& scope,
                   const OnAnswer& on_answer) {
    std::vector<std::size_t> left(targets.size());
    std::iota(left.begin(), left.end(), 0);
    while (!left.empty()) {
        const std::optional<Unanswered> unanswered = get_side_by_side(targets, left, window, scope, on_answer);
        if (!unanswered) return;
        const auto ask_again = [&](std::size_t index, int attempt) {
            try {
                return on_answer(index, get_from(targets[index], attempt, scope));
            } catch (const FailureOf&) {
                throw;
            } catch (const Failure& failure) {
                throw FailureOf(index, failure.error());
            }
        };
        if (unanswered->refused) {
            bearer_.replace(oauth_, unanswered->refused->second, scope);
            if (!ask_again(unanswered->refused->first, 1)) return;
        }
        for (const std::size_t index : unanswered->unreadable)
            if (!ask_again(index, 2)) return;
        left = unanswered->unfinished;
    }
}

std::optional<Api::Unanswered> Api::get_side_by_side(std::span<const std::string> targets,
                                                     const std::vector<std::size_t>& wanted, std::size_t window,
                                                     const CallScope& scope, const OnAnswer& on_answer) {
    Unanswered unanswered;
    bool wants_more = true;
    std::vector<bool> is_answered(wanted.size(), false);
    // One token per request: a later request may carry a newer token, which is still good when an older one is refused.
    std::vector<Secret> tokens(wanted.size());
    const auto make = [&](std::size_t i) {
        tokens[i] = bearer_.bearer(oauth_, scope);
        return make_request(http::Method::Get, targets[wanted[i]], tokens[i]);
    };
    client_.fetch_all(wanted.size(), make, window, scope, [&](std::size_t i, http::Outcome outcome) {
        is_answered[i] = true;
        const std::string& target = targets[wanted[i]];
        auto* response = std::get_if<http::Response>(&outcome);
        if (response != nullptr && response->status < 400) bearer_.note_accepted(tokens[i]);
        // A 401 stops the other reads in flight, because they may carry the same token.
        if (response != nullptr && response->status == 401) {
            unanswered.refused.emplace(wanted[i], std::move(tokens[i]));
            return false;
        }
        const std::string what = describe(http::Method::Get, target);
        if (!is_success(outcome)) throw FailureOf(wanted[i], error_of(outcome, what, scope.clock().unix_ms()));
        Answer answer;
        if (!spare_.empty()) {
            answer.body = std::move(spare_.back());
            spare_.pop_back();
        }
        if (const auto problem = read_answer(*response, target, answer)) {
            if (options_.body_attempts <= 1) throw FailureOf(wanted[i], bad_body_error(what, *problem));
            unanswered.unreadable.push_back(wanted[i]);
            return true;
        }
        wants_more = on_answer(wanted[i], std::move(answer));
        return wants_more;
    });
    if (!wants_more) return std::nullopt;
    for (std::size_t i = 0; i < wanted.size(); ++i)
        if (!is_answered[i]) unanswered.unfinished.push_back(wanted[i]);
    return unanswered;
}

void Api::reuse(json::Document document) {
    constexpr std::size_t most_spare = 4;
    if (spare_.size() < most_spare) spare_.push_back(std::move(document));
}

Probed Api::probe(std::string_view target, const CallScope& scope) {
    const std::string what = describe(http::Method::Get, target);
    Probed probed;
    const http::Outcome outcome = exchange(http::Method::Get, target, {}, scope, &probed.error);
    const auto* response = std::get_if<http::Response>(&outcome);
    if (response == nullptr) {
        scope.check();
    } else {
        probed.status = response->status;
        probed.retry_after_s = retry_after_s(response->headers, scope.clock().unix_ms());
        probed.rate = rate_of(response->headers, scope.clock().unix_ms());
    }
    if (!is_success(outcome)) {
        if (!probed.error) probed.error = error_of(outcome, what, scope.clock().unix_ms());
    } else if (http::is_html(*response)) {
        probed.error = bad_body_error(what, "the answer is a web page instead of JSON");
    }
    return probed;
}

Posted Api::post(std::string_view path, const std::string& body, const CallScope& scope) {
    const std::string what = describe(http::Method::Post, path);
    http::Outcome outcome = exchange(http::Method::Post, path, body, scope);
    Posted posted;
    if (is_success(outcome)) {
        auto& response = std::get<http::Response>(outcome);
        posted.answer.status = response.status;
        if (const auto problem = read_body(response, path, posted.answer.body)) {
            posted.error = bad_body_error(what, *problem);
            posted.state = Posted::State::Unknown;
        } else {
            read_headers(response.headers, posted.answer);
            posted.state = Posted::State::Accepted;
        }
        return posted;
    }
    posted.error = error_of(outcome, what, scope.clock().unix_ms());
    if (const auto* response = std::get_if<http::Response>(&outcome)) {
        // Trakt was seen to answer 5xx after it had applied a batch; a refusal below 500 means that nothing was
        // applied.
        posted.state =
            response->status >= 500 || response->status == 408 ? Posted::State::Unknown : Posted::State::Refused;
        posted.answer.status = response->status;
    } else {
        posted.state =
            std::get<http::TransportError>(outcome).surely_unsent ? Posted::State::Unsent : Posted::State::Unknown;
    }
    return posted;
}

}  // namespace mod_trakt::trakt
