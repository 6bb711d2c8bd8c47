// All parts of a module that depend on its configuration, built in this order: transport, client, session, API, caches.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "account/context.hpp"
#include "auth/session.hpp"
#include "http/client.hpp"
#include "http/rate_governor.hpp"
#include "module/config/config.hpp"
#include "module/trakt_module.hpp"
#include "state/account_turn.hpp"
#include "state/state_folder.hpp"

namespace mod_trakt {

class TraktModule::Wiring {
public:
    // `services` is borrowed. Not movable: the parts refer to each other.
    Wiring(const ModuleServices& services, Config config);

    // Keeps the login of the former configuration if both configurations mean the same login: see
    // Session::continue_from.
    void continue_from(Wiring& former);

    account::Context context();
    account::Account& account() noexcept { return account_; }
    // The refusals of the guard that a person can still confirm.
    std::vector<account::GuardRefusal> guard_refusals() const;
    // How many plays that Trakt has accepted a complete read of the last 24 hours did not show.
    std::size_t writes_without_effect();
    trakt::Api& probe_api() noexcept { return probe_api_; }
    // The limit on reads as Trakt's last answer states it; what it does not state is this process's own count.
    trakt::Rate rate() const;

private:
    std::int64_t health_timeout_ms() const noexcept;
    std::unique_ptr<auth::CredentialStore> make_store(const ModuleServices& services) const;
    // See account::Account::on_open.
    void open_account(const std::string& account, bool is_other);
    void report_hits(http::Client& client) const;

    Config config_;
    const Log& log_;
    std::optional<state::StateFolder> folder_;
    std::unique_ptr<http::Transport> own_transport_;
    http::Transport& transport_;
    http::RateGovernor governor_;
    http::Client client_;
    http::Client probe_client_;  // never repeats a probe and hardly waits for limits
    trakt::ApiOptions api_options_;
    auth::Session session_;
    trakt::Api api_;
    trakt::Api probe_api_;
    account::AccountSettings settings_;
    account::Knowledge knowledge_;
    account::GuardLedger guard_;
    state::AccountTurns turns_;
    account::RunRecords runs_;
    account::Account account_;
};

}  // namespace mod_trakt
