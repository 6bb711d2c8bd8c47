// Header names, and parsing, checking and redacting addresses.
#include <catch2/catch.hpp>

#include "http/redact.hpp"
#include "http/transport.hpp"
#include "http/url.hpp"
#include "support/error.hpp"

namespace mod_trakt::url_test {

TEST_CASE("header names compare without case and the last field counts", "[http]") {
    http::Headers headers;
    headers.add("X-Pagination-Page", "1");
    headers.add("x-pagination-PAGE", "2");
    CHECK(headers.get("X-PAGINATION-page") == "2");
    CHECK_FALSE(headers.get("X-Pagination").has_value());
    CHECK_FALSE(headers.get("").has_value());
}

TEST_CASE("query values are percent-encoded except for unreserved characters", "[http]") {
    CHECK(http::percent_encode(std::string_view("ab").substr(0, 0)) == "");
    CHECK(http::percent_encode(std::string_view()) == "");
    CHECK(http::percent_encode("aZ09-._~") == "aZ09-._~");
    CHECK(http::percent_encode("a b&c=d/e?f#g%+:") == "a%20b%26c%3Dd%2Fe%3Ff%23g%25%2B%3A");
    CHECK(http::percent_encode("\xC3\xA9") == "%C3%A9");
    CHECK(http::percent_encode(std::string_view("\0\xFF", 2)) == "%00%FF");
}

TEST_CASE("addresses are taken apart", "[http]") {
    const auto url = http::parse_url("HTTPS://Api.Example.test/sync/history?page=1#x");
    REQUIRE(url);
    CHECK(url->scheme == "https");
    CHECK(url->port == 443);
    CHECK(url->path == "/sync/history");
    CHECK(url->query == "page=1");
    const auto six = http::parse_url("http://[::1]:8080");
    REQUIRE(six);
    CHECK(six->host == "::1");
    CHECK(six->port == 8080);
    for (const char* text : {"", "api.trakt.tv", "/sync", "ftp://example.test", "file:///etc/passwd", "https://",
                             "http://a b/", "https://example.test:99999"}) {
        INFO(text);
        CHECK_FALSE(http::parse_url(text).has_value());
    }
}

TEST_CASE("the path is shown without query and fragment", "[http]") {
    CHECK(http::path_of("https://api.example.test/sync/history?secret=1") == "/sync/history");
    CHECK(http::path_of("https://api.example.test?secret=1") == "/");
    CHECK(http::path_of("https://api.example.test/a#b") == "/a");
    CHECK(http::path_of("https://api.example.test") == "/");
    CHECK(http::path_of("/a/b?c=https://d/e") == "/a/b");
}

TEST_CASE("loopback hosts are distinguished from hosts with similar names", "[http]") {
    for (const char* host : {"localhost", "LOCALHOST", "127.0.0.1", "127.255.1.2", "::1", "[::1]", "0:0:0:0:0:0:0:1"}) {
        INFO(host);
        CHECK(http::is_loopback_host(host));
    }
    for (const char* host : {"", "localhost.example.test", "127.0.0.1.example.test", "127.1", "128.0.0.1", "0.0.0.0",
                             "::", "::2", "[::1", "10.0.0.1", "localhos"}) {
        INFO(host);
        CHECK_FALSE(http::is_loopback_host(host));
    }
    CHECK_FALSE(http::is_loopback_host(std::string_view("localhost\0.example.test", 22)));
}

TEST_CASE("a base address is https, or http to a loopback host", "[http]") {
    CHECK(http::check_base_url("https://api.trakt.tv", "api_url") == "https://api.trakt.tv");
    CHECK(http::check_base_url("https://api.trakt.tv//", "api_url") == "https://api.trakt.tv");
    CHECK(http::check_base_url("http://127.0.0.1:8080/prefix/", "api_url") == "http://127.0.0.1:8080/prefix");
    CHECK(http::check_base_url("http://localhost:1", "api_url") == "http://localhost:1");
    CHECK(http::check_base_url("http://[::1]:1", "api_url") == "http://[::1]:1");
    for (const char* text : {"http://api.trakt.tv", "http://localhost.example.test", "http://localhost@example.test",
                             "https://user:canary@api.trakt.tv", "https://api.trakt.tv?x=1", "https://api.trakt.tv/#x",
                             "ftp://127.0.0.1", "", "api.trakt.tv", "http://127.0.0.1.example.test"}) {
        INFO(text);
        try {
            http::check_base_url(text, "trakt.api_url");
            FAIL("accepted");
        } catch (const Failure& failure) {
            CHECK(failure.error().status == Status::InvalidArgument);
            CHECK(failure.error().message.find("trakt.api_url") == 0);
            CHECK(failure.error().message.find("canary") == std::string::npos);
        }
    }
}

TEST_CASE("a loggable address shows only known harmless query values", "[http]") {
    CHECK(http::loggable_url("https://api.example.test/a?page=2&code=canary&LIMIT=250#canary") ==
          "https://api.example.test/a?page=2&code=[redacted]&LIMIT=250");
    CHECK(http::loggable_url("https://user:canary@api.example.test/a") == "https://api.example.test/a");
    CHECK(http::loggable_url("https://user:canary@api.example.test?x=canary@y") ==
          "https://api.example.test?x=[redacted]");
    CHECK(http::loggable_url("/a?canary") == "/a?[redacted]");
    CHECK(http::loggable_url("/a?page=1&&=canary") == "/a?page=1&[redacted]&=[redacted]");
    CHECK(http::loggable_url("/a") == "/a");
}

}  // namespace mod_trakt::url_test
