// Deliberate breaks between the plugin and the server: a transport that changes requests and answers on their way.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "http/transport.hpp"
#include "site.hpp"

namespace mod_trakt::sim {

class BrokenTransport final : public http::Transport {
public:
    // What becomes of a request, and of the answer to it.
    struct Change {
        std::function<void(http::Request&)> request;
        std::function<void(const http::Request&, http::Response&)> answer;
    };
    BrokenTransport(std::unique_ptr<http::Transport> inner, Change change)
        : inner_(std::move(inner)), change_(std::move(change)) {}

    void send(const Next& next, const CallScope& scope, const Done& on_done) override;

private:
    std::unique_ptr<http::Transport> inner_;
    Change change_;
};

// Plays are removed by their titles and not by their history ids.
BrokenTransport::Change removal_by_title(const Site& site);
// As if the verdicts of all items of a type were taken from the first count: something was added or removed, or nothing
// was. Then the plugin has no reason to read back.
BrokenTransport::Change verdict_from_first_count();

}  // namespace mod_trakt::sim
