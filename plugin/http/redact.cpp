#include "http/redact.hpp"

#include <strings.h>

#include <algorithm>
#include <array>

namespace mod_trakt::http {
namespace {

constexpr std::array<std::string_view, 25> open_headers = {
    "accept",
    "accept-encoding",
    "age",
    "cache-control",
    "cf-ray",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "retry-after",
    "server",
    "trakt-api-version",
    "transfer-encoding",
    "user-agent",
    "x-account-deactivated",
    "x-account-limit",
    "x-account-locked",
    "x-pagination-item-count",
    "x-pagination-limit",
    "x-pagination-page",
    "x-pagination-page-count",
    "x-ratelimit",
    "x-request-id",
    "x-runtime",
    "x-vip-user",
};

constexpr std::array<std::string_view, 10> open_query = {
    "end_at", "extended", "hidden", "limit", "page", "sort_by", "sort_how", "specials", "start_at", "type",
};

template <typename List>
bool listed(const List& list, std::string_view name) noexcept {
    return std::any_of(list.begin(), list.end(), [name](std::string_view entry) {
        return entry.size() == name.size() && strncasecmp(entry.data(), name.data(), name.size()) == 0;
    });
}

}  // namespace

bool may_log_header(std::string_view name) noexcept { return listed(open_headers, name); }

bool may_log_query(std::string_view name) noexcept { return listed(open_query, name); }

std::string_view loggable_header(std::string_view name, std::string_view value) noexcept {
    return may_log_header(name) ? value : redacted;
}

std::string loggable_url(std::string_view url) {
    url = url.substr(0, url.find('#'));
    const std::size_t mark = url.find('?');
    std::string_view head = url.substr(0, mark);
    std::string out;
    if (const std::size_t scheme = head.find("://"); scheme != std::string_view::npos && scheme < head.find('/')) {
        const std::size_t host = scheme + 3;
        const std::size_t host_end = std::min(head.find('/', host), head.size());
        const std::size_t user_end = head.substr(0, host_end).rfind('@');
        out = head.substr(0, host);
        head.remove_prefix(user_end != std::string_view::npos && user_end >= host ? user_end + 1 : host);
    }
    out += head;
    if (mark == std::string_view::npos) return out;

    std::string_view query = url.substr(mark + 1);
    for (char separator = '?'; !query.empty(); separator = '&') {
        const std::string_view member = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(member.size() + 1, query.size()));
        const std::size_t equals = member.find('=');
        out += separator;
        if (equals == std::string_view::npos) {
            // A member without a name may be anything, so it is a secret too.
            out += may_log_query(member) ? member : redacted;
            continue;
        }
        const std::string_view name = member.substr(0, equals);
        out += name;
        out += '=';
        out += may_log_query(name) ? member.substr(equals + 1) : redacted;
    }
    return out;
}

}  // namespace mod_trakt::http
