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
#include "support/json/value.hpp"
#include "targets.hpp"
#include "tests/support/fake_clock.hpp"
#include "trakt/failure.hpp"
#include "trakt/labels.hpp"

namespace mod_trakt::fuzz {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;  // the most that rate headers hold an account back

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
        promise(wait_ms >= 0 && wait_ms <= std::max(hour_ms, governor.paused_ms()),
                "only a 429 stops an account for longer than an hour");
        promise(response.status == 429 || governor.paused_ms() == 0, "only a 429 is a pause");
        promise(governor.paused_ms() <= http::RateGovernor::longest_pause_ms, "a pause has its bounds");
    }
    const http::RateSnapshot snapshot = governor.snapshot();
    promise(snapshot.own_remaining.value_or(0) >= 0, "what is left is not negative");
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

bool is_json(std::string_view text) {
    json::Document document;
    return !document.parse(std::string(text));
}

bool claims_html(const http::Response& response) {
    const auto type = response.headers.get("content-type");
    return type && http::is_html_content_type(*type);
}

// Puts a secret where an address can have one, among members of any kind, and looks for it in what is shown.
void check_secret(std::string_view name, std::string_view text) {
    static constexpr std::string_view secret = "c4n4ry";
    // Names are shown, and whoever writes the secret into one has shown it himself.
    if (text.find(secret) != std::string_view::npos || name.find(secret) != std::string_view::npos) return;
    const auto hides = [](const std::string& url) { return http::loggable_url(url).find(secret) == std::string::npos; };
    const std::string before = "https://api.example.test/a?" + std::string(text.substr(0, text.find('#')));
    const std::string after = "&" + std::string(text);
    promise(hides(before + "&code=" + std::string(secret) + after), "a log shows no code");
    promise(hides(before + "&" + std::string(secret) + after), "a log shows no member without a name");
    promise(hides(before + after + "&page=1#" + std::string(secret)), "a log shows no fragment");
    if (name.find_first_of("=&#/?@") == std::string_view::npos)
        promise(hides("https://" + std::string(name) + ":" + std::string(secret) + "@api.example.test/" + before),
                "a log shows no password");
}

}  // namespace

void run_headers(std::string_view input) {
    const http::Response response = response_of(input);
    check_pacing(response);
    promise(!(http::is_html(response) && is_json(response.body)) || claims_html(response),
            "what is JSON is no page unless its sender calls it one");
    if (response.status >= 300) {
        const Error error = trakt::error_of(response, "GET /sync/history/movies", 0);
        promise(error.status != Status::Ok && !error.reason.empty(), "a refusal is an error with a reason");
        promise(error.retry_after_ms >= 0, "nobody is told to come back in the past");
    }
    for (const auto& [name, value] : response.headers.fields()) {
        check_url(value);
        check_secret(name, value);
    }
    check_url(response.body);
    check_secret(response.body, response.body);
}

}  // namespace mod_trakt::fuzz
