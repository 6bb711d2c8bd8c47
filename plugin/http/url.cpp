// Parsing and checking addresses, with libcurl's URL parser.
#include "http/url.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <charconv>
#include <cstring>
#include <limits>
#include <memory>
#include <new>

#include "support/error.hpp"

namespace mod_trakt::http {
namespace {

struct UrlCloser {
    void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};

struct CurlFree {
    void operator()(char* text) const noexcept { curl_free(text); }
};
using CurlText = std::unique_ptr<char, CurlFree>;

std::string part_of(CURLU* url, CURLUPart part, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
    const CurlText owner(text);
    return text;
}

}  // namespace

std::optional<Url> parse_url(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) return std::nullopt;
    const std::unique_ptr<CURLU, UrlCloser> url(curl_url());
    if (!url || curl_url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), 0) != CURLUE_OK) return std::nullopt;
    Url out;
    out.scheme = part_of(url.get(), CURLUPART_SCHEME);
    if (out.scheme != "http" && out.scheme != "https") return std::nullopt;
    out.host = part_of(url.get(), CURLUPART_HOST);
    if (out.host.size() > 2 && out.host.front() == '[') out.host = out.host.substr(1, out.host.size() - 2);
    if (out.host.empty()) return std::nullopt;
    const std::string port = part_of(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
    std::from_chars(port.data(), port.data() + port.size(), out.port);
    out.path = part_of(url.get(), CURLUPART_PATH);
    out.query = part_of(url.get(), CURLUPART_QUERY);
    out.has_user = !part_of(url.get(), CURLUPART_USER).empty() || !part_of(url.get(), CURLUPART_PASSWORD).empty();
    return out;
}

bool same_origin(const Url& a, const Url& b) noexcept {
    return a.scheme == b.scheme && a.port == b.port && strcasecmp(a.host.c_str(), b.host.c_str()) == 0;
}

std::string_view path_of(std::string_view url) noexcept {
    const std::size_t scheme = url.find("://");
    // Not a "://" inside the path or the query.
    if (scheme != std::string_view::npos && scheme < url.find_first_of("/?#")) {
        const std::size_t path = url.find_first_of("/?#", scheme + 3);
        if (path == std::string_view::npos) return "/";
        url.remove_prefix(path);
    }
    url = url.substr(0, url.find_first_of("?#"));
    return url.empty() ? "/" : url;
}

std::string percent_encode(std::string_view text) {
    if (text.empty()) return {};  // libcurl would take a length of 0 for "up to the first NUL"
    if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) throw std::bad_alloc();
    const CurlText escaped(curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size())));
    if (!escaped) throw std::bad_alloc();
    return escaped.get();
}

bool is_loopback_host(std::string_view host) {
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    const std::string text(host);
    if (strcasecmp(text.c_str(), "localhost") == 0 && text.size() == std::strlen("localhost")) return true;
    in_addr v4{};
    if (inet_pton(AF_INET, text.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
    in6_addr v6{};
    return inet_pton(AF_INET6, text.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

std::string check_base_url(std::string_view url, std::string_view key) {
    const auto refuse = [key](const char* why) -> Failure {
        return Failure(Status::InvalidArgument, "bad_config", std::string(key) + " " + why);
    };
    const std::optional<Url> parsed = parse_url(url);
    if (!parsed) throw refuse("must be an address that begins with https://");
    if (parsed->has_user) throw refuse("must not carry a user name or password");
    if (url.find_first_of("?#") != std::string_view::npos) throw refuse("must not carry a query or a fragment");
    if (parsed->scheme == "http" && !is_loopback_host(parsed->host))
        throw refuse(
            "must use https: plain http is for loopback hosts only, and this would send credentials in the clear");
    while (url.ends_with('/')) url.remove_suffix(1);
    return std::string(url);
}

}  // namespace mod_trakt::http
