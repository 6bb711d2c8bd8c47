#include "sync/read_progress.hpp"

#include <algorithm>
#include <exception>

#include "support/json/writer.hpp"

namespace mod_trakt::sync {

ReadProgress::ReadProgress(std::string_view feature, const CallScope& scope, const Log& log)
    : feature_(feature), scope_(scope), log_(log) {}

ReadProgress::~ReadProgress() {
    try {
        emit(done_, true, ok_);
    } catch (const std::exception&) {
        // No memory for an event: the read's own outcome matters more.
        ok_ = false;
    }
}

void ReadProgress::tick(std::int64_t done) {
    done_ = std::max(done_, done);  // pages that are read again must not make the bar go back
    if (done_ - last_event_done_ >= event_step || (total_ && done_ >= *total_ && done_ != last_event_done_)) {
        last_event_done_ = done_;
        emit(done_, false, true);
    }
    const std::int64_t now = scope_.clock().steady_ms();
    if (last_call_ms_ && now - *last_call_ms_ < call_interval_ms) return;
    last_call_ms_ = now;
    scope_.report(static_cast<std::uint64_t>(done_), static_cast<std::uint64_t>(total_.value_or(0)), feature_);
}

void ReadProgress::finish(std::int64_t done) {
    done_ = std::max(done_, done);
    total_ = std::max(done_, total_.value_or(0));
    ok_ = true;
    scope_.report(static_cast<std::uint64_t>(done_), static_cast<std::uint64_t>(*total_), feature_);
}

void ReadProgress::emit(std::int64_t done, bool final, bool ok) const {
    std::string text;
    json::Writer writer(text);
    writer.begin_object();
    writer.member("dst", "TRAKT");
    writer.member("feature", feature_);
    writer.member("done", done);
    if (total_) writer.member("total", *total_);
    if (final) {
        writer.member("ok", ok);
        writer.member("final", true);
    }
    writer.end_object();
    log_.event("snapshot:progress", text);
}

}  // namespace mod_trakt::sync
