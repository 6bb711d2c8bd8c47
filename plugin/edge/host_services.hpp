// The host's side of the ABI as the plugin's own types.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "syncmod/syncmod.h"

#include "support/call_scope.hpp"
#include "support/host_store.hpp"
#include "support/log.hpp"

namespace mod_trakt::edge {

// The host's struct in our size, also when it is longer, or as short as in ABI 1.0: members that it does not have are
// null. May be null itself. Throws Failure INVALID_ARGUMENT ("bad_struct_size") when it is shorter than that.
syncmod_host_v1 normalise(const syncmod_host_v1* host);
syncmod_call_v1 normalise(const syncmod_call_v1* call);

class HostLog final : public Log {
public:
    explicit HostLog(const syncmod_host_v1& host) noexcept : host_(host) {}

    // `debug` in the configuration: this handle logs at least from DEBUG on, whatever the host's level.
    void set_debug(bool debug) noexcept { debug_ = debug; }

    bool enabled(LogLevel level) const noexcept override;
    void write(LogLevel level, std::string_view component, std::string_view event,
               std::string_view fields_json) const override;
    void event(std::string_view name, std::string_view payload_json) const override;
    void pause() const override;
    void resume() const override;

private:
    struct Message {
        bool is_event = false;
        std::int32_t level = 0;
        std::string component, name, json;
    };
    void deliver(const Message& message) const;

    syncmod_host_v1 host_;
    bool debug_ = false;
    mutable int pauses_ = 0;  // one call at a time on a handle, so no lock is needed
    mutable std::vector<Message> queue_;
};

// Absent unless the host gives both functions: credentials that cannot be read back are not kept.
std::optional<HostStore> make_host_store(const syncmod_host_v1& host);

// `call` must outlive the scope.
CallScope make_scope(const syncmod_call_v1& call, Clock& clock);

}  // namespace mod_trakt::edge
