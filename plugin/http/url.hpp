// Addresses: building them safely, and deciding which hosts may receive credentials.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mod_trakt::http {

struct Url {
    std::string scheme;  // lower case
    std::string host;    // without brackets, IP addresses in their normal form
    std::uint16_t port = 0;
    std::string path;
    std::string query;
    bool has_user = false;
};

// Nullopt if the text is not an absolute http or https address.
std::optional<Url> parse_url(std::string_view url);

// Scheme, host and port are the same.
bool same_origin(const Url& a, const Url& b) noexcept;

// The path of an absolute address, unchanged, without query and fragment; the form that logs may show. A view into
// `url`.
std::string_view path_of(std::string_view url) noexcept;

// Replaces all but the unreserved characters of RFC 3986 by %XX.
std::string percent_encode(std::string_view text);

// "localhost", 127.0.0.0/8 and ::1 (with or without brackets). Names that merely resolve to them do not count.
bool is_loopback_host(std::string_view host);

// Checks the base address of a service from the configuration and returns it without a slash at its end. Throws Failure
// INVALID_ARGUMENT that names `key` when it is not an address, has a user, a query or a fragment, or is plain http to a
// host other than loopback.
std::string check_base_url(std::string_view url, std::string_view key);

}  // namespace mod_trakt::http
