// The provider itself, for one account: the verbs of the ABI's table, with C++ types instead of C ones.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "auth/credential_store.hpp"
#include "model/change.hpp"
#include "module/config/config.hpp"
#include "state/files.hpp"
#include "state/state_folder.hpp"
#include "support/call_scope.hpp"
#include "support/clock.hpp"
#include "support/error.hpp"
#include "support/log.hpp"

namespace mod_trakt::http {
class Transport;
}

namespace mod_trakt {

// What the module is given from outside; everything but the store's functions may be replaced in tests.
struct ModuleServices {
    ModuleServices();
    ModuleServices(ModuleServices&&) noexcept;
    ModuleServices& operator=(ModuleServices&&) noexcept;
    ~ModuleServices();

    std::unique_ptr<Clock> clock;
    std::unique_ptr<Log> log;
    std::unique_ptr<http::Transport> transport;  // null: libcurl, made from the configuration
    std::optional<HostStore> host_store;         // absent: state_dir, or nothing
    std::unique_ptr<state::Files> files;         // null: the system's
};

// A write's document, and the failure that ended it early, if one did.
struct WriteOutcome {
    std::string document;
    std::optional<Error> failure;
};

// A client id and a token are at hand, in the configuration or in state_dir's credential store. Reads files only.
bool is_configured(const Config& config, state::Files& files);
bool is_configured(const Config& config);  // with the system's files

// An index as it was kept, so that the host gets the very bytes.
struct IndexDocument {
    std::shared_ptr<const void> owner;
    std::string_view text;  // with a NUL behind it
};

class TraktModule {
public:
    // Touches no network. Throws Failure INVALID_ARGUMENT ("bad_config") or HOST.
    TraktModule(ModuleServices services, Config config);
    ~TraktModule();
    TraktModule(const TraktModule&) = delete;
    TraktModule& operator=(const TraktModule&) = delete;

    // Replaces the configuration; on a Failure the old one stays in force.
    void configure(Config config);

    // Each throws Failure.
    std::string health(const CallScope& scope);
    IndexDocument build_index(std::string_view feature, const CallScope& scope);
    // Throws only when the call could not begin (unknown feature, items that are no JSON array): from then on every
    // input has a verdict in the document, whatever happens.
    WriteOutcome add(std::string_view feature, std::string_view items_json, const CallScope& scope);
    WriteOutcome remove(std::string_view feature, std::string_view items_json, const CallScope& scope);

    Clock& clock() noexcept { return *services_.clock; }

private:
    class Wiring;

    WriteOutcome write(Change change, std::string_view feature, std::string_view items_json, const CallScope& scope);

    ModuleServices services_;
    std::unique_ptr<Wiring> wiring_;  // everything that hangs on one configuration
};

}  // namespace mod_trakt
