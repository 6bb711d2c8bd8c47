// The server that a case describes, as a Transport: paths with one answer or with pages, and the replies to POSTs.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "http/transport.hpp"
#include "support/json/value.hpp"

namespace vectors {

class SimulatedServer final : public mod_trakt::http::Transport {
public:
    // `paths` as in input.server. If it is missing (the write vectors), the account is empty: its lists announce 0
    // entries, and its statistics count 0 plays and ratings. `replies` answer the POSTs in order.
    SimulatedServer(mod_trakt::json::Value paths, mod_trakt::json::Value replies) : paths_(paths), replies_(replies) {}

    void send(const Next& next, const mod_trakt::CallScope& scope, const Done& on_done) override;

private:
    mod_trakt::http::Outcome answer(const mod_trakt::http::Request& request);
    mod_trakt::http::Outcome answer_post();
    mod_trakt::http::Outcome answer_page(mod_trakt::json::Value path, const std::string& name, std::size_t page);

    mod_trakt::json::Value paths_;
    mod_trakt::json::Value replies_;
    std::size_t posts_ = 0;
    std::map<std::string, std::size_t> asked_;  // how often each page was requested, for "transient"
};

}  // namespace vectors
