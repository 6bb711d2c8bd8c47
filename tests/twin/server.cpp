// Connections by Boost.Beast and coroutines.
#include "twin/server.hpp"

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <thread>
#include <vector>

#include "twin/gzip.hpp"

namespace mod_trakt::twin {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;

constexpr std::uint64_t largest_body = 256u << 20;
constexpr std::size_t gzip_from_bytes = 256;

using TcpStream = beast::tcp_stream;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

Request request_of(http::request<http::string_body>& message) {
    Request request;
    request.method = std::string(message.method_string());
    set_target(request, std::string_view(message.target().data(), message.target().size()));
    for (const auto& field : message) {
        std::string name(field.name_string());
        for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        request.headers[std::move(name)] = std::string(field.value());
    }
    request.body = std::move(message.body());
    return request;
}

http::response<http::string_body> message_of(Outcome& outcome, bool keep_alive, bool packed) {
    http::response<http::string_body> message;
    message.version(11);
    message.result(static_cast<unsigned>(outcome.response.status));
    if (outcome.response.status == 420) message.reason("Enhance Your Calm");
    if (packed) {
        outcome.response.body = gzip(outcome.response.body);
        message.set(http::field::content_encoding, "gzip");
    }
    message.set(http::field::vary, "Accept-Encoding");
    for (const auto& [name, value] : outcome.response.headers) message.set(name, value);
    message.keep_alive(keep_alive);
    message.body() = std::move(outcome.response.body);
    message.prepare_payload();
    return message;
}

// The bytes of the answer, for faults that send only a part of them or send them slowly.
std::string raw(const http::response<http::string_body>& message) {
    std::string out = "HTTP/1.1 " + std::to_string(message.result_int()) + ' ' + std::string(message.reason()) + "\r\n";
    for (const auto& field : message)
        out += std::string(field.name_string()) + ": " + std::string(field.value()) + "\r\n";
    return out + "\r\n" + message.body();
}

void reset_connection(TcpStream& stream) {
    beast::error_code ignored;
    stream.socket().set_option(asio::socket_base::linger(true, 0), ignored);
    stream.socket().close(ignored);
}

void close_connection(TcpStream& stream) {
    beast::error_code ignored;
    stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
    stream.socket().close(ignored);
}

asio::awaitable<void> wait(std::int64_t ms) {
    asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::milliseconds(ms));
    co_await timer.async_wait(asio::use_awaitable);
}

template <class Stream>
asio::awaitable<void> send_slowly(Stream& stream, const std::string& bytes, std::int64_t drip_ms) {
    constexpr std::size_t pieces = 10;
    const std::size_t size = std::max<std::size_t>(1, bytes.size() / pieces);
    for (std::size_t at = 0; at < bytes.size(); at += size) {
        if (at > 0) co_await wait(drip_ms);
        co_await asio::async_write(stream, asio::buffer(bytes.data() + at, std::min(size, bytes.size() - at)),
                                   asio::use_awaitable);
    }
}

template <class Stream>
asio::awaitable<void> serve(Stream& stream, Twin& twin) {
    beast::flat_buffer buffer;
    for (bool keep_alive = true; keep_alive;) {
        http::request_parser<http::string_body> parser;
        parser.body_limit(largest_body);
        co_await http::async_read_header(stream, buffer, parser, asio::use_awaitable);
        if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
            const std::string go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            co_await asio::async_write(stream, asio::buffer(go_on), asio::use_awaitable);
        }
        co_await http::async_read(stream, buffer, parser, asio::use_awaitable);
        http::request<http::string_body> incoming = parser.release();
        keep_alive = incoming.keep_alive();
        const bool takes_gzip = incoming[http::field::accept_encoding].find("gzip") != beast::string_view::npos;

        const Twin::InFlight in_flight(twin);
        Outcome outcome = twin.handle(request_of(incoming));
        if (outcome.delay_ms > 0) co_await wait(outcome.delay_ms);
        if (outcome.wire == Wire::CloseBefore) co_return close_connection(beast::get_lowest_layer(stream));
        if (outcome.wire == Wire::Reset) co_return reset_connection(beast::get_lowest_layer(stream));

        const bool packed = takes_gzip && outcome.gzip_allowed && outcome.response.body.size() >= gzip_from_bytes;
        const auto message = message_of(outcome, keep_alive, packed);
        if (outcome.wire == Wire::CutBody) {
            const std::string bytes = raw(message);
            const std::size_t body = message.body().size();
            const std::size_t sent =
                outcome.cut_bytes < 0 ? body / 2 : std::min(body, static_cast<std::size_t>(outcome.cut_bytes));
            co_await asio::async_write(stream, asio::buffer(bytes.data(), bytes.size() - body + sent),
                                       asio::use_awaitable);
            co_return close_connection(beast::get_lowest_layer(stream));
        }
        if (outcome.wire == Wire::Drip)
            co_await send_slowly(stream, raw(message), outcome.drip_ms);
        else
            co_await http::async_write(stream, message, asio::use_awaitable);
    }
    close_connection(beast::get_lowest_layer(stream));
}

// A connection ends when its client closes it or sends something other than HTTP. Neither is an error of the twin.
template <class Stream>
asio::awaitable<void> session(Stream stream, Twin& twin) {
    try {
        if constexpr (std::is_same_v<Stream, TlsStream>)
            co_await stream.async_handshake(asio::ssl::stream_base::server, asio::use_awaitable);
        co_await serve(stream, twin);
    } catch (const boost::system::system_error&) {
    }
}

}  // namespace

class Server::Impl {
public:
    Impl(Twin& twin, const ServerOptions& options)
        : twin_(twin),
          tls_(!options.tls_certificate_file.empty()),
          address_(options.address),
          context_(options.threads),
          acceptor_(context_) {
        if (tls_) {
            tls_context_.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                                     asio::ssl::context::no_tlsv1_1);
            tls_context_.use_certificate_chain_file(options.tls_certificate_file);
            tls_context_.use_private_key_file(options.tls_key_file, asio::ssl::context::pem);
        }
        const tcp::endpoint endpoint(asio::ip::make_address(options.address), options.port);
        acceptor_.open(endpoint.protocol());
        acceptor_.set_option(asio::socket_base::reuse_address(true));
        acceptor_.bind(endpoint);
        acceptor_.listen(asio::socket_base::max_listen_connections);
        port_ = acceptor_.local_endpoint().port();
        asio::co_spawn(context_, accept(), asio::detached);
        for (int n = 0; n < options.threads; ++n) threads_.emplace_back([this] { context_.run(); });
    }

    ~Impl() { stop(); }

    void stop() {
        context_.stop();
        for (std::thread& thread : threads_) thread.join();
        threads_.clear();
    }

    std::uint16_t port() const { return port_; }
    std::string base_url() const { return (tls_ ? "https://" : "http://") + address_ + ':' + std::to_string(port_); }

private:
    asio::awaitable<void> accept() {
        for (;;) {
            beast::error_code failed;
            tcp::socket socket = co_await acceptor_.async_accept(asio::make_strand(context_),
                                                                 asio::redirect_error(asio::use_awaitable, failed));
            if (failed) {
                // Perhaps there was no free file descriptor; the next connection may get one.
                co_await wait(10);
                continue;
            }
            socket.set_option(tcp::no_delay(true), failed);
            const auto executor = socket.get_executor();
            if (tls_)
                asio::co_spawn(executor, session(TlsStream(std::move(socket), tls_context_), twin_), asio::detached);
            else
                asio::co_spawn(executor, session(TcpStream(std::move(socket)), twin_), asio::detached);
        }
    }

    Twin& twin_;
    const bool tls_;
    const std::string address_;
    asio::ssl::context tls_context_{asio::ssl::context::tls_server};
    asio::io_context context_;
    tcp::acceptor acceptor_;
    std::uint16_t port_ = 0;
    std::vector<std::thread> threads_;
};

Server::Server(Twin& twin, const ServerOptions& options) : impl_(std::make_unique<Impl>(twin, options)) {}
Server::~Server() = default;
std::uint16_t Server::port() const { return impl_->port(); }
std::string Server::base_url() const { return impl_->base_url(); }
void Server::stop() { impl_->stop(); }

}  // namespace mod_trakt::twin
