// The allow-list of query members, and the address without secrets.
#include "http/redact.hpp"

#include <algorithm>
#include <array>

#include "support/text.hpp"

namespace mod_trakt::http {
namespace {

constexpr std::array<std::string_view, 10> open_query = {
    "end_at", "extended", "hidden", "limit", "page", "sort_by", "sort_how", "specials", "start_at", "type",
};

bool may_be_shown(std::string_view name) noexcept {
    return std::any_of(open_query.begin(), open_query.end(),
                       [name](std::string_view entry) { return equal_ignoring_ascii_case(entry, name); });
}

}  // namespace

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
            // A member without "=" may be anything. It counts as a secret unless it is a name on the list.
            out += may_be_shown(member) ? member : redacted;
            continue;
        }
        const std::string_view name = member.substr(0, equals);
        out += name;
        out += '=';
        out += may_be_shown(name) ? member.substr(equals + 1) : redacted;
    }
    return out;
}

}  // namespace mod_trakt::http
