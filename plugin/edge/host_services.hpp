// Translates the host's side of the ABI into the plugin's own types.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "syncmod/syncmod.h"

#include "support/call_scope.hpp"
#include "support/host_store.hpp"
#include "support/log.hpp"

namespace mod_trakt::edge {

// A copy of the host's struct in our size; missing members are null. The pointer may be null. Throws Failure
// INVALID_ARGUMENT ("bad_struct_size") when the struct is shorter than in ABI 1.0.
syncmod_host_v1 complete_copy(const syncmod_host_v1* host);
syncmod_call_v1 complete_copy(const syncmod_call_v1* call);

// Logs to the host's callbacks. Not thread-safe: used by one call at a time, see Turn.
class HostLog final : public Log {
public:
    explicit HostLog(const syncmod_host_v1& host) noexcept : host_(host) {}

    // With `debug` in the configuration, this handle logs DEBUG and above, even if the host's level is higher.
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
    mutable int pauses_ = 0;  // number of pause() calls without resume()
    mutable std::vector<Message> queue_;
};

// Nullopt unless the host has both store functions: credentials that cannot be read back must not be written.
std::optional<HostStore> make_host_store(const syncmod_host_v1& host);

// `call` must outlive the scope.
CallScope make_scope(const syncmod_call_v1& call, Clock& clock);

}  // namespace mod_trakt::edge
