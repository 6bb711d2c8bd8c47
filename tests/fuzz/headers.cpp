#include <algorithm>
#include <limits>
#include <string>

#include "http/backoff_policy.hpp"
#include "http/html.hpp"
#include "http/rate_governor.hpp"
#include "http/rate_reading.hpp"
#include "http/redact.hpp"
#include "http/retry_after.hpp"
#include "http/url.hpp"
#include "sections.hpp"
#include "support/error.hpp"
#include "targets.hpp"
#include "tests/support/fake_clock.hpp"
#include "trakt/failure.hpp"
#include "trakt/labels.hpp"

namespace mod_trakt::fuzz {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;

void check_pacing(const http::Response& response) {
    test::FakeClock clock;
    const std::int64_t now_ms = clock.unix_ms();
    if (const auto wait_ms = http::retry_after_ms(response.headers, now_ms))
        promise(*wait_ms >= 0 && *wait_ms <= http::longest_retry_after_ms, "a pause has its bounds");
    if (const auto reading = http::read_rate_headers(response.headers, now_ms)) {
        promise(!reading->reset_ms || (*reading->reset_ms >= 0 && *reading->reset_ms <= hour_ms),
                "a limit starts anew within the hour");
        for (const auto& count : {reading->limit, reading->remaining, reading->period_s})
            promise(count.value_or(0) >= 0, "counts are not negative");
    }
    const http::BackoffPolicy backoff;
    for (const int failed : {1, 2, 100, std::numeric_limits<int>::max()})
        promise(backoff.wait_ms(response, failed, now_ms) >= 0, "nobody waits back into the past");

    http::RateGovernor governor({}, clock);
    for (const auto method : {http::Method::Get, http::Method::Post}) {
        governor.note(method, response);
        const std::int64_t wait_ms = governor.try_acquire(method);
        promise(wait_ms >= 0 && wait_ms <= hour_ms, "no answer stops an account for longer than an hour");
    }
    const http::RateSnapshot snapshot = governor.snapshot();
    promise(snapshot.own_remaining.value_or(0) >= 0 && snapshot.paused_ms >= 0, "what is left is not negative");
}

void check_url(std::string_view text) {
    const auto url = http::parse_url(text);
    const std::string shown = http::loggable_url(text);
    if (url) {
        promise(url->scheme == "http" || url->scheme == "https", "only addresses of the web are taken");
        promise(http::same_origin(*url, *url), "an address has its own origin");
        // libcurl also takes addresses with one slash or with three; a log knows those of two.
        const std::size_t host = std::min(text.find("://"), text.size()) + 3;
        const auto again = host < text.size() && text[host] != '/' && text.find('/') == host - 2
                               ? http::parse_url(shown)
                               : std::nullopt;
        promise(!again || !again->has_user, "a log names no user");
    }
    (void)http::path_of(text);
    (void)http::is_loopback_host(text);
    (void)trakt::endpoint_label(http::Method::Get, "/" + std::string(text));
    for (const char c : http::percent_encode(text))
        promise(is_ascii_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') ||
                    std::string_view("%-._~").find(c) != std::string_view::npos,
                "an encoded text needs no further encoding");
    try {
        const std::string base = http::check_base_url(text, "api_url");
        promise(http::check_base_url(base, "api_url") == base, "a base address stays as it is");
        promise(url && !url->has_user && (url->scheme == "https" || http::is_loopback_host(url->host)),
                "a base address may carry credentials");
    } catch (const Failure& failure) {
        promise(failure.error().reason == "bad_config", "an address is refused as such");
    }
}

}  // namespace

void run_headers(std::string_view input) {
    const http::Response response = response_of(input);
    check_pacing(response);
    promise(!http::is_edge_page(response) || http::is_html(response), "a page of the edge is a page");
    if (response.status >= 300) {
        const Error error = trakt::error_of(response, "GET /sync/history/movies", 0);
        promise(error.status != Status::Ok && !error.reason.empty(), "a refusal is an error with a reason");
        promise(error.retry_after_ms >= 0, "nobody is told to come back in the past");
    }
    for (const auto& [name, value] : response.headers.fields()) {
        promise(http::may_log_header(name) || http::loggable_header(name, value) == http::redacted,
                "a header that is not on the list is not shown");
        check_url(value);
    }
    check_url(response.body);
}

}  // namespace mod_trakt::fuzz
