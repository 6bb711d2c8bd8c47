#include "index/paging/read_progress.hpp"

#include <algorithm>

#include "support/json/writer.hpp"

namespace mod_trakt::index {

ReadProgress::ReadProgress(FeatureId feature, const CallScope& scope, const Log& log)
    : feature_(feature), stage_("reading " + std::string(name_of(feature))), scope_(scope), log_(log) {
    while (scope.has_reported(stage_)) stage_ += " again";
}

ReadProgress::~ReadProgress() {
    try {
        emit(done_, true, ok_);
    } catch (...) {
        ok_ = false;  // the host's callback must not throw; if it does, the outcome of the read matters more
    }
}

void ReadProgress::tick(std::int64_t done) {
    done_ = std::max(done_, done);  // the count must not decrease when pages are read again
    if (done_ - last_event_done_ >= event_step || (total_ && done_ >= *total_ && done_ != last_event_done_)) {
        last_event_done_ = done_;
        emit(done_, false, true);
    }
    const std::int64_t now = scope_.clock().steady_ms();
    if (last_call_ms_ && now - *last_call_ms_ < call_interval_ms) return;
    last_call_ms_ = now;
    scope_.report(static_cast<std::uint64_t>(done_), static_cast<std::uint64_t>(total_.value_or(0)), stage_);
}

void ReadProgress::finish(std::int64_t done) {
    done_ = std::max(done_, done);
    total_ = std::max(done_, total_.value_or(0));
    ok_ = true;
    scope_.report(static_cast<std::uint64_t>(done_), static_cast<std::uint64_t>(*total_), stage_);
}

void ReadProgress::emit(std::int64_t done, bool final, bool ok) const {
    log_.event_with("snapshot:progress", [&](json::Writer& writer) {
        writer.member("dst", "TRAKT");
        writer.member("feature", name_of(feature_));
        writer.member("done", done);
        if (total_) writer.member("total", *total_);
        if (!final) return;
        writer.member("ok", ok);
        writer.member("final", true);
    });
}

}  // namespace mod_trakt::index
