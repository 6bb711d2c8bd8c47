// SIGPIPE around transfers: the host receives its own signals and never one caused by libcurl.
#include <catch2/catch.hpp>

#include <signal.h>
#include <unistd.h>

#include "http/sigpipe_guard.hpp"
#include "unit/http/curl_caller.hpp"

namespace mod_trakt::sigpipe_test {

using namespace mod_trakt::test::curl;
using test::http_response;
using test::SocketServer;

namespace {

volatile sig_atomic_t delivered = 0;

// Counts SIGPIPE during its lifetime.
class CountingHandler {
public:
    CountingHandler() {
        delivered = 0;
        struct sigaction action {};
        action.sa_handler = [](int) { delivered = delivered + 1; };
        sigaction(SIGPIPE, &action, &before_);
    }
    ~CountingHandler() { sigaction(SIGPIPE, &before_, nullptr); }
    CountingHandler(const CountingHandler&) = delete;
    CountingHandler& operator=(const CountingHandler&) = delete;

private:
    struct sigaction before_ {};
};

void write_to_nobody() {
    int ends[2] = {-1, -1};
    REQUIRE(pipe(ends) == 0);
    close(ends[0]);
    CHECK(write(ends[1], "x", 1) == -1);
    close(ends[1]);
}

}  // namespace

TEST_CASE("A SIGPIPE that a callback raises reaches the host at once", "[http][socket]") {
    const CountingHandler handler;
    SocketServer server(SocketServer::answering({http_response("200 OK", "[]")}));
    Caller caller;
    const http::Request request = get(server.url());
    int after_next = 0, after_done = 0;
    bool sent = false;
    caller.transport.send(
        [&]() -> std::optional<http::Outgoing> {
            if (sent) return std::nullopt;
            sent = true;
            write_to_nobody();
            after_next = delivered;
            return http::Outgoing{0, &request};
        },
        CallScope(caller.clock, nullptr, 0),
        [&](std::size_t, const Outcome&) {
            write_to_nobody();
            after_done = delivered;
            return true;
        });
    CHECK(after_next == 1);
    CHECK(after_done == 2);
    CHECK(delivered == 2);
}

TEST_CASE("A SIGPIPE that a callback raises reaches the host although the callback throws", "[http][socket]") {
    const CountingHandler handler;
    SocketServer server(SocketServer::answering({http_response("200 OK", "[]")}));
    Caller caller;
    const http::Request request = get(server.url());
    CHECK_THROWS_AS(caller.transport.send(once(request), CallScope(caller.clock, nullptr, 0),
                                          [](std::size_t, const Outcome&) -> bool {
                                              write_to_nobody();
                                              throw std::runtime_error("enough");
                                          }),
                    std::runtime_error);
    CHECK(delivered == 1);
}

TEST_CASE("A SIGPIPE of a write under the guard is discarded, one that was pending before is kept", "[http]") {
    const CountingHandler handler;
    {
        const http::SigpipeGuard guard;
        write_to_nobody();
        const http::SigpipeGuard within;
        write_to_nobody();
    }
    CHECK(delivered == 0);
    write_to_nobody();
    CHECK(delivered == 1);

    sigset_t pipe_alone, before;
    sigemptyset(&pipe_alone);
    sigaddset(&pipe_alone, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_alone, &before);
    write_to_nobody();
    {
        const http::SigpipeGuard guard;
        write_to_nobody();
    }
    CHECK(delivered == 1);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    CHECK(delivered == 2);
}

}  // namespace mod_trakt::sigpipe_test
