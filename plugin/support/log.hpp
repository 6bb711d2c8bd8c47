// The log interface: an event has a name and JSON fields, and never a secret. A level that is off is not formatted.
#pragma once

#include <cstdint>
#include <new>
#include <string>
#include <string_view>

#include "support/json/writer.hpp"

namespace mod_trakt {

// The numbers are the SYNCMOD_LOG_* of the ABI.
enum class LogLevel : std::int32_t { Trace = 5, Debug = 10, Info = 20, Warn = 30, Error = 40, Off = 99 };

// Used by one thread at a time: the one whose call has the handle.
class Log {
public:
    virtual ~Log() = default;
    virtual bool enabled(LogLevel level) const noexcept = 0;
    // `component` is the feature or room that logs (a feature's name, "http", "auth"), `event` a stable slug.
    virtual void write(LogLevel level, std::string_view component, std::string_view event,
                       std::string_view fields_json) const = 0;
    // Counters and milestones for programs ("api:hit", "snapshot:progress"); independent of the log level.
    virtual void event(std::string_view name, std::string_view payload_json) const = 0;

    // Between pause() and resume() messages are queued; resume() passes them to the host. Used while a lock is locked,
    // because the host's callback may use another handle, which may wait for that lock.
    virtual void pause() const {}
    virtual void resume() const {}

    // `fill(writer)` adds the members of the fields object; it runs only when the level is enabled. If there is no
    // memory for the message, it is dropped, and the work continues.
    template <typename Fill>
    void with(LogLevel level, std::string_view component, std::string_view event_name, Fill&& fill) const {
        if (!enabled(level)) return;
        try {
            write(level, component, event_name, object_text(fill));
        } catch (const std::bad_alloc&) {
            return;
        }
    }
    // The same for an event, which does not depend on the level.
    template <typename Fill>
    void event_with(std::string_view name, Fill&& fill) const {
        try {
            event(name, object_text(fill));
        } catch (const std::bad_alloc&) {
            return;
        }
    }
    void say(LogLevel level, std::string_view component, std::string_view event_name) const {
        with(level, component, event_name, [](json::Writer&) {});
    }

private:
    template <typename Fill>
    static std::string object_text(Fill&& fill) {
        std::string text;
        json::Writer writer(text);
        writer.begin_object();
        fill(writer);
        writer.end_object();
        return text;
    }
};

// Pauses a log for its lifetime. `log` must outlive it.
class PausedLog {
public:
    explicit PausedLog(const Log& log) : log_(log) { log_.pause(); }
    ~PausedLog() { log_.resume(); }
    PausedLog(const PausedLog&) = delete;
    PausedLog& operator=(const PausedLog&) = delete;

private:
    const Log& log_;
};

}  // namespace mod_trakt
