#include <cstring>
#include <string>

#include "http/retry_after.hpp"
#include "model/timestamp.hpp"
#include "support/iso_time.hpp"
#include "support/json/value.hpp"
#include "support/json/writer.hpp"
#include "targets.hpp"

namespace mod_trakt::fuzz {
namespace {

constexpr std::int64_t first_ms = -62'135'596'800'000;  // the year 1
constexpr std::int64_t last_ms = 253'402'300'799'999;   // the end of the year 9999

void check(std::optional<std::int64_t> moment_ms) {
    if (!moment_ms) return;
    promise(*moment_ms >= first_ms && *moment_ms <= last_ms, "a time has four digits of year");
    const auto again = parse_iso_ms(format_iso_ms(*moment_ms));
    promise(again.has_value(), "a time that was written can be read");
    const std::int64_t dropped_ms = *moment_ms - *again;
    promise(dropped_ms >= 0 && dropped_ms < 1000, "writing drops the part of a second and nothing else");
    const std::int64_t minute_ms = floor_to_minute_ms(*moment_ms);
    promise(minute_ms <= *moment_ms && *moment_ms - minute_ms < 60'000 && minute_ms % 60'000 == 0,
            "the minute holds the moment");
}

}  // namespace

void run_dates(std::string_view input) {
    check(parse_iso_ms(input));

    std::string quoted;
    json::Writer writer(quoted);
    writer.string(input);
    for (const std::string& text : {quoted, std::string(input)}) {
        json::Document document;
        if (!document.parse(text)) check(parse_time_ms(document.root()));
    }

    constexpr std::int64_t now_ms = 1'789'200'000'000;
    if (const auto wait_ms = http::parse_retry_after(input, now_ms))
        promise(*wait_ms >= 0 && *wait_ms <= http::longest_retry_after_ms, "a pause has its bounds");

    std::int64_t any = 0;
    std::memcpy(&any, input.data(), std::min(input.size(), sizeof any));
    (void)format_iso_ms(any);
}

}  // namespace mod_trakt::fuzz
