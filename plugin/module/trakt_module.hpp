// The provider for one account: the functions of the ABI's table with C++ types.
#pragma once

#include <memory>
#include <optional>
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

// The services that a TraktModule gets; tests replace them.
struct ModuleServices {
    ModuleServices();
    ModuleServices(ModuleServices&&) noexcept;
    ModuleServices& operator=(ModuleServices&&) noexcept;
    ~ModuleServices();

    std::unique_ptr<Clock> clock;
    std::unique_ptr<Log> log;
    std::unique_ptr<http::Transport> transport;  // null: libcurl, as configured
    std::optional<HostStore> host_store;         // nullopt: state_dir, if there is one
    std::unique_ptr<state::Files> files;         // null: the system's files
};

// The document of a write, and the failure that ended it early, if any.
struct WriteOutcome {
    std::string document;
    std::optional<Error> failure;
};

// True if the configuration has a client id, and a token is in it or in the credential store of state_dir. This only
// reads files.
bool is_configured(const Config& config, state::Files& files);
bool is_configured(const Config& config);  // with the system's files

// The document of an index, without a copy.
struct IndexDocument {
    std::shared_ptr<const void> owner;
    std::string_view text;  // followed by a NUL
};

// One per handle. Not thread-safe: edge::Turn allows one call at a time.
class TraktModule {
public:
    // Sends no request. Throws Failure INVALID_ARGUMENT ("bad_config") or HOST.
    TraktModule(ModuleServices services, Config config);
    ~TraktModule();
    TraktModule(const TraktModule&) = delete;
    TraktModule& operator=(const TraktModule&) = delete;

    // Replaces the configuration; after a Failure the former one is still used.
    void configure(Config config);

    // Both throw Failure.
    std::string health(const CallScope& scope);
    IndexDocument build_index(std::string_view feature, const CallScope& scope);
    // Throw Failure only if the call cannot begin (unknown feature, items that are not a JSON array). After that, every
    // input gets a verdict in the document, also after a failure.
    WriteOutcome add(std::string_view feature, std::string_view items_json, const CallScope& scope);
    WriteOutcome remove(std::string_view feature, std::string_view items_json, const CallScope& scope);

    // See syncmod/ext/undo.h. Throw Failure when there is no document. With scope.dry_run, undo() makes no change.
    std::string list_runs(const CallScope& scope);
    WriteOutcome undo(std::optional<std::string_view> run, const CallScope& scope);

    Clock& clock() noexcept { return *services_.clock; }

private:
    class Wiring;

    WriteOutcome write(Change change, std::string_view feature, std::string_view items_json, const CallScope& scope);

    ModuleServices services_;
    std::unique_ptr<Wiring> wiring_;  // everything built from the configuration
};

}  // namespace mod_trakt
