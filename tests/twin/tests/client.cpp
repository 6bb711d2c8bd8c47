// Sending requests to a twin, and comparing JSON by structure.
#include "client.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

namespace mod_trakt::twin::test {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

Options on_a_fixed_day(Options options) {
    if (!options.now_ms) options.now_ms = 1'789'243'200'000;  // 2026-09-12T20:00:00Z
    return options;
}

ServerOptions two_threads() {
    ServerOptions options;
    options.threads = 2;
    return options;
}

bool may_be_missing(std::string_view key) {
    return key == "imdb" || key == "tmdb" || key == "tvdb" || key == "available_on";
}

}  // namespace

Site::Site(Options options) : twin(on_a_fixed_day(std::move(options))), server(twin, two_threads()) {}

Answer Site::send(const std::string& method, const std::string& target, const std::string& body,
                  const Headers& changes) {
    asio::io_context context;
    beast::tcp_stream stream(context);
    stream.connect({asio::ip::make_address("127.0.0.1"), server.port()});
    http::request<http::string_body> request(http::string_to_verb(method), target, 11);
    Headers headers{{"Host", "127.0.0.1"},
                    {"User-Agent", "twin-tests/1"},
                    {"trakt-api-version", "2"},
                    {"trakt-api-key", "twin-client-id"},
                    {"Authorization", "Bearer twin-access-token"}};
    if (!body.empty()) headers["Content-Type"] = "application/json";
    for (const auto& [name, value] : changes) headers[name] = value;
    for (const auto& [name, value] : headers)
        if (!value.empty()) request.set(name, value);
    request.body() = body;
    request.prepare_payload();

    Answer answer;
    try {
        http::write(stream, request);
        beast::flat_buffer buffer;
        http::response_parser<http::string_body> parser;
        parser.body_limit(boost::none);
        http::read(stream, buffer, parser);
        auto response = parser.release();
        answer.status = static_cast<int>(response.result_int());
        for (const auto& field : response) {
            std::string name(field.name_string());
            for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
            answer.headers[name] = std::string(field.value());
        }
        answer.body = std::move(response.body());
    } catch (const boost::system::system_error& failure) {
        answer.error = failure.code().message();
    }
    return answer;
}

json::object Site::admin(const std::string& target, const std::string& body) {
    const Answer answer = post(target, body);
    INFO(answer.body);
    REQUIRE(answer.status == 200);
    return answer.parsed().as_object();
}

json::object Site::state(int account) { return read("/_twin/state?account=" + std::to_string(account)).as_object(); }

json::array Site::ledger() { return read("/_twin/ledger").as_array(); }

json::value sample(const std::string& name) {
    std::ifstream file(std::string(TWIN_SHAPES_DIR) + '/' + name);
    REQUIRE(file.good());
    std::ostringstream text;
    text << file.rdbuf();
    return json::parse(text.str());
}

std::string shape_difference(const json::value& actual, const json::value& expected, const std::string& at) {
    if (actual.is_null() || expected.is_null()) return "";
    if (actual.is_number() && expected.is_number()) return "";
    if (actual.kind() != expected.kind()) return at + ": another type";
    if (actual.is_array()) {
        const json::array& samples = expected.get_array();
        if (samples.empty()) return "";
        for (const json::value& row : actual.get_array()) {
            const json::value* like = &samples[0];
            if (row.is_object() && row.get_object().contains("type"))
                for (const json::value& each : samples)
                    if (each.as_object().at("type") == row.get_object().at("type")) like = &each;
            if (const auto difference = shape_difference(row, *like, at + "[]"); !difference.empty()) return difference;
        }
        return "";
    }
    if (!actual.is_object()) return "";
    for (const auto& entry : expected.get_object()) {
        const std::string key(entry.key());
        const json::value* own = actual.get_object().if_contains(entry.key());
        if (!own && !may_be_missing(key)) return at + "." + key + ": missing";
        if (own)
            if (const auto difference = shape_difference(*own, entry.value(), at + "." + key); !difference.empty())
                return difference;
    }
    for (const auto& entry : actual.get_object())
        if (!expected.get_object().contains(entry.key()) && !may_be_missing(std::string(entry.key())))
            return at + "." + std::string(entry.key()) + ": not in the sample";
    return "";
}

}  // namespace mod_trakt::twin::test
