// Reports the progress of a read to the host: by its progress callback and by "snapshot:progress" events.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/feature_id.hpp"
#include "support/call_scope.hpp"
#include "support/log.hpp"

namespace mod_trakt::index {

class ReadProgress {
public:
    ReadProgress(FeatureId feature, const CallScope& scope, const Log& log);
    // Sends the final event; "ok" is true only if finish() was called.
    ~ReadProgress();
    ReadProgress(const ReadProgress&) = delete;
    ReadProgress& operator=(const ReadProgress&) = delete;

    // The rows expected in all lists together; nullopt until every list has announced its count.
    void set_total(std::optional<std::int64_t> total) noexcept { total_ = total; }
    void tick(std::int64_t done);
    void finish(std::int64_t done);

private:
    static constexpr std::int64_t event_step = 100;
    static constexpr std::int64_t call_interval_ms = 200;  // at most five calls a second

    void emit(std::int64_t done, bool final, bool ok) const;

    FeatureId feature_;
    std::string stage_;  // a second read in one call has a stage of its own
    const CallScope& scope_;
    const Log& log_;
    std::optional<std::int64_t> total_;
    std::int64_t last_event_done_ = -event_step;
    std::int64_t done_ = 0;
    std::optional<std::int64_t> last_call_ms_;
    bool ok_ = false;
};

}  // namespace mod_trakt::index
