#include <catch2/catch.hpp>

#include "support/certificates.hpp"
#include "support/config.hpp"
#include "support/http_call.hpp"
#include "support/plugin_library.hpp"
#include "support/truth.hpp"

using namespace mod_trakt::tests;

namespace {

// nghttpx in front of a twin: it serves TLS and HTTP/2, and uses plain HTTP/1.1 to the twin.
class Frontend {
public:
    Frontend(const TwinProcess& twin, const CertificateAuthority::Server& server)
        : port_(free_port()),
          process_({"nghttpx", "--single-process", "--no-ocsp", "--conf=/dev/null", "--log-level=ERROR",
                    "--errorlog-file=/dev/null", "--frontend=127.0.0.1," + std::to_string(port_),
                    "--backend=127.0.0.1," + std::to_string(twin.port()),
                    "--accesslog-file=" + (folder_ / "access").string(),
                    "--accesslog-format=$request $alpn $body_bytes_sent", server.key, server.certificate}) {
        wait_for_port(port_);
    }
    std::string url() const { return "https://127.0.0.1:" + std::to_string(port_); }
    // One line for each request: "GET /path HTTP/2 h2 1234".
    std::vector<std::string> access() const {
        std::istringstream text(read_text(folder_ / "access"));
        std::vector<std::string> lines;
        for (std::string line; std::getline(text, line);) lines.push_back(line);
        return lines;
    }

private:
    TempFolder folder_;
    int port_;
    ChildProcess process_;
};

bool nghttpx_is_there() {
    if (is_installed("nghttpx")) return true;
    WARN("nghttpx is not installed: HTTP/2 is not tested");
    return false;
}

Outcome read_watchlist(const json::object& config) {
    Handle handle(config);
    return handle.index("watchlist");
}

}  // namespace

TEST_CASE("With a TLS server that has HTTP/2 everything is read and written over HTTP/2, compressed", "[tls]") {
    if (!nghttpx_is_there()) return;
    const TwinProcess twin({"--plays", "600", "--watchlist", "20"});
    CertificateAuthority authority;
    const Frontend frontend(twin, authority.issue("IP:127.0.0.1"));
    Handle handle(config_for(frontend.url(), {{"ca_file", authority.ca_file()}, {"history_per_page", 100}}));
    CHECK(differs_from_truth(handle.index("history"), twin, "history") == "");
    CHECK(handle.add("watchlist", parse(R"([{"type":"movie","ids":{"trakt":7010001}}])")).verdicts() == "added");
    CHECK(text_at(handle.health().document(), "status") == "ok");

    const std::vector<std::string> access = frontend.access();
    CHECK(access.size() == twin.ledger().size());
    std::int64_t sent = 0, whole = 0;
    for (const std::string& line : access) {
        INFO(line);
        CHECK(line.find(" h2 ") != std::string::npos);
        sent += std::stoll(line.substr(line.rfind(' ') + 1));
    }
    for (const json::value& entry : twin.ledger()) whole += number_at(entry, "response_bytes");
    CHECK(sent * 3 < whole);
}

TEST_CASE("Over HTTP/2 a token is renewed and a truncated answer is read again", "[tls]") {
    if (!nghttpx_is_there()) return;
    const TwinProcess twin({"--plays", "100"});
    CertificateAuthority authority;
    const Frontend frontend(twin, authority.issue("IP:127.0.0.1"));
    twin.switches({{"expire_token", true}});
    twin.fault({{"path", "/sync/history/movies"}, {"kind", "cut_body"}});
    twin.fault({{"path", "/sync/history/episodes"}, {"kind", "reset"}});
    Handle handle(config_for(frontend.url(), {{"ca_file", authority.ca_file()},
                                              {"client_secret", "twin-client-secret"},
                                              {"refresh_token", "twin-refresh-token"},
                                              {"history_per_page", 10}}));
    CHECK(differs_from_truth(handle.index("history"), twin, "history") == "");
}

TEST_CASE("A twin that serves TLS itself is read over HTTP/1.1", "[tls]") {
    CertificateAuthority authority;
    const CertificateAuthority::Server server = authority.issue("IP:127.0.0.1");
    const TwinProcess twin({"--watchlist", "12", "--tls-cert", server.certificate, "--tls-key", server.key});
    REQUIRE(twin.url().starts_with("https://"));
    const Outcome outcome = read_watchlist(config_for(twin.url(), {{"ca_file", authority.ca_file()}}));
    CHECK(outcome.items().size() == 12);
}

TEST_CASE("A certificate of another authority, for another host, or of an unknown one is refused as NETWORK tls",
          "[tls]") {
    CertificateAuthority authority, stranger;
    const std::string name = GENERATE("IP:127.0.0.1", "DNS:elsewhere.example", "IP:127.0.0.2");
    const CertificateAuthority::Server server = authority.issue(name);
    const TwinProcess twin({"--watchlist", "4", "--tls-cert", server.certificate, "--tls-key", server.key});
    std::vector<json::object> settings = {{{"ca_file", stranger.ca_file()}}, {}};
    if (name != "IP:127.0.0.1") settings.push_back({{"ca_file", authority.ca_file()}});
    for (const json::object& setting : settings) {
        INFO(name << " " << json::serialize(setting));
        const Outcome outcome = read_watchlist(config_for(twin.url(), setting));
        CHECK(outcome.status == SYNCMOD_NETWORK);
        CHECK(outcome.reason == "tls");
    }
}

TEST_CASE("A ca_file that does not exist is bad_config, never ignored", "[tls]") {
    const std::string config = json::serialize(config_for("https://127.0.0.1:9", {{"ca_file", "/nowhere/ca.pem"}}));
    syncmod_handle* handle = nullptr;
    syncmod_error error{};
    error.struct_size = sizeof error;
    CHECK(plugin().create(nullptr, config.c_str(), &handle, &error) == SYNCMOD_INVALID_ARGUMENT);
    CHECK(std::string(error.reason) == "bad_config");
    CHECK(std::string(error.message).find("ca_file") != std::string::npos);
    CHECK(handle == nullptr);
}

TEST_CASE("A closed port is NETWORK offline, plain HTTP on a TLS port is an error", "[tls]") {
    const Outcome offline = read_watchlist(config_for("http://127.0.0.1:" + std::to_string(free_port())));
    CHECK(offline.status == SYNCMOD_NETWORK);
    CHECK(offline.reason == "offline");
    const TwinProcess twin;
    const Outcome wrong = read_watchlist(config_for("https://127.0.0.1:" + std::to_string(twin.port())));
    CHECK(wrong.status == SYNCMOD_NETWORK);
    CHECK(wrong.reason == "tls");
}

TEST_CASE("A proxy that is configured is used", "[tls]") {
    const TwinProcess twin({"--watchlist", "6"});
    // Nothing listens on the address. The twin is the proxy and answers, because it accepts requests for any host.
    const std::string nowhere = "http://127.0.0.1:" + std::to_string(free_port());
    const Outcome outcome = read_watchlist(config_for(nowhere, {{"proxy", twin.url()}}));
    CHECK(outcome.reason != "offline");
    CHECK_FALSE(twin.ledger().empty());
}

TEST_CASE("A redirect is not followed, neither by reads nor by writes", "[tls]") {
    const TwinProcess twin({"--watchlist", "6"}), elsewhere({"--watchlist", "6"});
    twin.fault({{"kind", "status"},
                {"status", 307},
                {"every", true},
                {"headers", {{"Location", elsewhere.url() + "/sync/watchlist"}}}});
    Handle handle(config_for(twin));
    CHECK(handle.index("watchlist").reason == "redirected");
    handle.add("watchlist", parse(R"([{"type":"movie","ids":{"trakt":7010001}}])"));
    CHECK(elsewhere.ledger().empty());
}
