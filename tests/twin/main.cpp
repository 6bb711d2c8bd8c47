// trakt-twin: an offline Trakt for tests, demos and experiments.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>
#include <thread>

#include "twin/iso_time.hpp"
#include "twin/server.hpp"

namespace {

// Waits for SIGTERM, SIGINT, or, with --exit-with-stdin, the end of stdin.
void wait_for_end(const sigset_t& signals, bool end_with_stdin) {
    if (end_with_stdin) {
        std::thread([] {
            char buffer[256];
            while (::read(STDIN_FILENO, buffer, sizeof buffer) > 0) {
            }
            ::kill(::getpid(), SIGTERM);
        }).detach();
    }
    int signal = 0;
    sigwait(&signals, &signal);
}

}  // namespace

int main(int argc, char** argv) {
    namespace twin = mod_trakt::twin;
    twin::Options options;
    twin::ServerOptions server_options;
    std::string now;
    bool free = false, vip = false, end_with_stdin = false;

    CLI::App app{"An offline Trakt: API and OAuth on one loopback port"};
    app.add_option("--port", server_options.port, "port to listen on; 0 takes a free one and prints it");
    app.add_option("--address", server_options.address, "address to listen on");
    app.add_option("--threads", server_options.threads, "threads that serve")->check(CLI::Range(1, 64));
    app.add_option("--plays", options.sizes.plays, "plays of each account")->check(CLI::NonNegativeNumber);
    app.add_option("--ratings", options.sizes.ratings, "ratings of each account, over four types")
        ->check(CLI::NonNegativeNumber);
    app.add_option("--watchlist", options.sizes.watchlist, "watchlist entries of each account, over four types")
        ->check(CLI::NonNegativeNumber);
    app.add_option("--seed", options.sizes.seed, "seed of the generated data");
    app.add_option("--accounts", options.accounts, "accounts; tokens of account K end in -K, from the second on")
        ->check(CLI::Range(1, 1000));
    app.add_flag("--vip", vip, "VIP limits (default)");
    app.add_flag("--free", free, "limits of a free account")->excludes("--vip");
    app.add_option("--token", options.credentials.access_token, "access token of account 1");
    app.add_option("--refresh-token", options.credentials.refresh_token, "refresh token of account 1");
    app.add_option("--client-id", options.credentials.client_id, "the only client id that is accepted");
    app.add_option("--client-secret", options.credentials.client_secret, "its secret");
    app.add_option("--now", now, "freezes the twin's clock at this time, e.g. 2026-09-12T20:00:00Z");
    app.add_option("--latency-ms", options.latency_ms, "wait before each answer")->check(CLI::NonNegativeNumber);
    app.add_option("--tls-cert", server_options.tls_certificate_file, "PEM chain: serve https")
        ->check(CLI::ExistingFile);
    app.add_option("--tls-key", server_options.tls_key_file, "PEM key")->check(CLI::ExistingFile);
    app.add_flag("--exit-with-stdin", end_with_stdin, "end when stdin is closed");
    CLI11_PARSE(app, argc, argv);

    options.vip = !free;
    if (!now.empty()) {
        options.now_ms = twin::parse_iso(now);
        if (!options.now_ms) {
            std::cerr << "trakt-twin: --now must be a date, e.g. 2026-09-12T20:00:00Z\n";
            return 2;
        }
    }
    if (server_options.tls_certificate_file.empty() != server_options.tls_key_file.empty()) {
        std::cerr << "trakt-twin: --tls-cert and --tls-key must be given together\n";
        return 2;
    }

    // Blocked before threads start, so that sigwait receives the signals in place of a thread.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);

    try {
        twin::Twin site(options);
        twin::Server server(site, server_options);
        std::cout << "listening on " << server.base_url() << std::endl;
        wait_for_end(signals, end_with_stdin);
        server.stop();
    } catch (const std::exception& failure) {
        std::cerr << "trakt-twin: " << failure.what() << '\n';
        return 1;
    }
    return 0;
}
