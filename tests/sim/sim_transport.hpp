// The network of one process: requests reach the site after some time, fail as the script says, and are seams.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "http/transport.hpp"
#include "process.hpp"
#include "script.hpp"
#include "site.hpp"

namespace mod_trakt::sim {

// The counts and random numbers of one instance, which go on after a restart.
struct Line {
    explicit Line(std::uint64_t seed) : random(seed) {}

    Random random;
    std::size_t requests = 0, posts = 0;
};

class SimTransport final : public http::Transport {
public:
    SimTransport(Process& process, Site& site, Line& line) : process_(process), site_(site), line_(line) {}

    void send(const Next& next, const CallScope& scope, const Done& on_done) override;

    // The fault of a request, if any.
    std::function<const Fault*(std::size_t nth, std::optional<std::size_t> nth_post)> fault_of;
    // Whether the process crashes while this POST is on its way. Called once for each.
    std::function<const Crash*(std::size_t nth_post)> crash_at_post;
    std::function<void(const std::string&)> tell;
    Cause cause;                 // of what is sent now
    bool was_uncertain = false;  // since this was set to false a POST failed

private:
    http::Outcome ask(const http::Request& request, const CallScope& scope);
    http::Outcome answer(const http::Request& request);
    http::Outcome fail(const http::Request& request, const Fault& fault);
    void apply_late(const http::Request& request, std::int64_t late_ms);
    void travel();

    Process& process_;
    Site& site_;
    Line& line_;
};

}  // namespace mod_trakt::sim
