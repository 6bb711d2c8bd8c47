#include "support/iso_time.hpp"

#include <array>
#include <chrono>
#include <cstdio>

#include "support/clock.hpp"
#include "support/text.hpp"

namespace mod_trakt {
namespace {

constexpr std::int64_t first_ms = -62'135'596'800'000;  // 0001-01-01T00:00:00Z

// Reads a text from left to right. Each step returns true if it found what it looks for, and moves past it.
class Cursor {
public:
    explicit Cursor(std::string_view text) : rest_(text) {}
    bool done() const noexcept { return rest_.empty(); }
    bool skip(char c) noexcept {
        if (!rest_.starts_with(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    bool digits(std::size_t count, int& value) noexcept {
        if (rest_.size() < count) return false;
        unsigned number = 0, worst = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const unsigned digit = static_cast<unsigned char>(rest_[i]) - unsigned{'0'};
            worst = digit > worst ? digit : worst;
            number = number * 10 + digit;
        }
        if (worst > 9) return false;
        value = static_cast<int>(number);
        rest_.remove_prefix(count);
        return true;
    }
    bool starts_with_digit() const noexcept { return !rest_.empty() && is_ascii_digit(rest_.front()); }
    // The first three digits of a fraction as milliseconds; the others are dropped.
    bool fraction(int& ms) noexcept {
        if (!starts_with_digit()) return false;
        ms = 0;
        for (int weight = 100; starts_with_digit(); weight /= 10) {
            ms += weight * (rest_.front() - '0');
            rest_.remove_prefix(1);
        }
        return true;
    }

private:
    std::string_view rest_;
};

std::optional<std::int64_t> read_date_ms(Cursor& in) {
    int year = 0, month = 0, day = 0;
    if (!in.digits(4, year)) return std::nullopt;
    const bool extended = in.skip('-');
    if (!in.digits(2, month) || (extended && !in.skip('-')) || !in.digits(2, day) || year == 0) return std::nullopt;
    const std::chrono::year_month_day date(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day)));
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days(date).time_since_epoch().count() * day_ms;
}

std::optional<std::int64_t> read_time_ms(Cursor& in) {
    int hour = 0, minute = 0, second = 0, ms = 0;
    if (!in.digits(2, hour)) return std::nullopt;
    const bool extended = in.skip(':');
    if (!in.digits(2, minute)) return std::nullopt;
    const bool has_seconds = extended ? in.skip(':') : in.starts_with_digit();
    if (has_seconds && !in.digits(2, second)) return std::nullopt;
    if (has_seconds && (in.skip('.') || in.skip(',')) && !in.fraction(ms)) return std::nullopt;
    if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
    return hour * hour_ms + minute * minute_ms + second * 1000 + ms;
}

// Nothing (UTC), "Z", "+02:00", "+0200" or "+02".
std::optional<std::int64_t> read_offset_ms(Cursor& in) {
    if (in.done() || in.skip('Z')) return 0;
    const bool behind = in.skip('-');
    if (!behind && !in.skip('+')) return std::nullopt;
    int hours = 0, minutes = 0;
    if (!in.digits(2, hours)) return std::nullopt;
    const bool colon = in.skip(':');
    if ((colon || in.starts_with_digit()) && !in.digits(2, minutes)) return std::nullopt;
    if (hours > 23 || minutes > 59) return std::nullopt;
    const std::int64_t offset = hours * hour_ms + minutes * minute_ms;
    return behind ? -offset : offset;
}

}  // namespace

std::optional<std::int64_t> parse_iso_ms(std::string_view text) {
    Cursor in(text);
    const auto date = read_date_ms(in);
    // Exports of other programs have a space between date and time.
    if (!date || !(in.skip('T') || in.skip(' '))) return std::nullopt;
    const auto time = read_time_ms(in);
    if (!time) return std::nullopt;
    const auto offset = read_offset_ms(in);
    if (!offset || !in.done()) return std::nullopt;
    const std::int64_t moment = *date + *time - *offset;
    if (moment < first_ms || moment > latest_unix_ms) return std::nullopt;
    return moment;
}

std::string format_iso_ms(std::int64_t unix_ms) {
    using namespace std::chrono;
    const auto second = floor<seconds>(sys_time<milliseconds>(milliseconds(unix_ms)));
    const auto day = floor<days>(second);
    const year_month_day date(day);
    const hh_mm_ss time(second - day);
    std::array<char, 64> text;
    const int length = std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.000Z", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
    return std::string(text.data(), static_cast<std::size_t>(length));
}

std::string format_exact_iso_ms(std::int64_t unix_ms) {
    std::string text = format_iso_ms(unix_ms);
    const std::int64_t fraction = (unix_ms % 1000 + 1000) % 1000;
    const std::string digits = std::to_string(1000 + fraction);
    text.replace(text.size() - 4, 3, digits, 1, 3);
    return text;
}

}  // namespace mod_trakt
