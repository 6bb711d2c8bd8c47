// Parsing and formatting times.
#include "twin/iso_time.hpp"

#include <chrono>
#include <cstdio>

namespace mod_trakt::twin {
namespace {

struct Civil {
    int year;
    unsigned month, day;
    int hour, minute, second, ms;
    unsigned weekday;
};

Civil civil(std::int64_t unix_ms) {
    const std::int64_t day_start = floor_to(unix_ms, day_ms);
    const std::chrono::sys_days days{std::chrono::days{day_start / day_ms}};
    const std::chrono::year_month_day date{days};
    const auto rest = static_cast<int>(unix_ms - day_start);
    return {int(date.year()),   unsigned(date.month()), unsigned(date.day()), rest / 3'600'000,
            rest / 60'000 % 60, rest / 1000 % 60,       rest % 1000,          std::chrono::weekday{days}.c_encoding()};
}

bool digits(std::string_view text, std::size_t at, std::size_t count, int& out) {
    if (at + count > text.size()) return false;
    out = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9') return false;
        out = out * 10 + (text[i] - '0');
    }
    return true;
}

}  // namespace

void append_iso(std::string& out, std::int64_t unix_ms) {
    const Civil c = civil(unix_ms);
    char text[25];
    auto two = [&text](int at, int number) {
        text[at] = static_cast<char>('0' + number / 10 % 10);
        text[at + 1] = static_cast<char>('0' + number % 10);
    };
    two(0, c.year / 100);
    two(2, c.year % 100);
    two(5, static_cast<int>(c.month));
    two(8, static_cast<int>(c.day));
    two(11, c.hour);
    two(14, c.minute);
    two(17, c.second);
    text[4] = text[7] = '-';
    text[10] = 'T';
    text[13] = text[16] = ':';
    text[19] = '.';
    text[20] = static_cast<char>('0' + c.ms / 100);
    two(21, c.ms % 100);
    text[23] = 'Z';
    out.append(text, 24);
}

std::string iso(std::int64_t unix_ms) {
    std::string out;
    append_iso(out, unix_ms);
    return out;
}

std::optional<std::int64_t> parse_iso(std::string_view text) {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    if (!digits(text, 0, 4, year) || !digits(text, 5, 2, month) || !digits(text, 8, 2, day)) return std::nullopt;
    if (text[4] != '-' || text[7] != '-') return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok()) return std::nullopt;
    std::int64_t ms = std::chrono::sys_days{date}.time_since_epoch().count() * day_ms;
    if (text.size() == 10) return ms;

    if (text.size() < 19 || (text[10] != 'T' && text[10] != ' ') || text[13] != ':' || text[16] != ':')
        return std::nullopt;
    if (!digits(text, 11, 2, hour) || !digits(text, 14, 2, minute) || !digits(text, 17, 2, second)) return std::nullopt;
    if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
    ms += (hour * 3600 + minute * 60 + second) * std::int64_t{1000};
    std::size_t at = 19;
    if (at < text.size() && text[at] == '.') {
        int weight = 100;
        for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, weight /= 10)
            ms += (text[at] - '0') * weight;
    }
    if (at == text.size()) return ms;
    if (text[at] == 'Z' && at + 1 == text.size()) return ms;
    int off_hour = 0, off_minute = 0;
    if ((text[at] != '+' && text[at] != '-') || !digits(text, at + 1, 2, off_hour)) return std::nullopt;
    if (!digits(text, text.size() - 2, 2, off_minute)) return std::nullopt;
    const std::int64_t offset_ms = (off_hour * 60 + off_minute) * minute_ms;
    return text[at] == '+' ? ms - offset_ms : ms + offset_ms;
}

std::string http_date(std::int64_t unix_ms) {
    static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const Civil c = civil(unix_ms);
    char text[64];
    std::snprintf(text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d GMT", days[c.weekday], c.day, months[c.month - 1],
                  c.year, c.hour, c.minute, c.second);
    return text;
}

}  // namespace mod_trakt::twin
