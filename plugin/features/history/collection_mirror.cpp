#include "features/history/collection_mirror.hpp"

#include <algorithm>

#include "changes/write_progress.hpp"
#include "support/error.hpp"
#include "trakt/paths.hpp"

namespace mod_trakt::features {
namespace {

void log_failure(const Error& error, const Log& log) {
    const bool limit = error.http_status == 420;
    log.with(LogLevel::Warn, name_of(FeatureId::History), limit ? "collection_limit" : "collection_add_failed",
             [&](json::Writer& fields) {
                 fields.member("status", error.http_status);
                 fields.member("reason", error.reason);
             });
}

// A failed mirror leaves the added plays as they are. But a cancel, a timeout, or a renewed token that was not saved
// concerns the whole call.
bool must_be_told(Status status) noexcept {
    return status == Status::Cancelled || status == Status::Timeout || status == Status::Host;
}

}  // namespace

void mirror_to_collection(std::vector<trakt::PlayToAdd> added, account::Context& context, const CallScope& scope) {
    const account::Options& options = context.options;
    if (!options.history_collection) return;
    std::erase_if(added, [&](const trakt::PlayToAdd& play) {
        const bool movie = std::holds_alternative<MovieRef>(play.ref);
        return movie ? !options.history_collection_movies : !options.history_collection_shows;
    });
    if (added.empty()) return;
    changes::WriteProgress progress(Change::Add, "collection", scope);
    progress.expect(added.size());
    const auto size = static_cast<std::size_t>(std::max(1, options.of(FeatureId::History).chunk));
    for (std::size_t from = 0; from < added.size(); from += size) {
        const auto chunk = std::span(added).subspan(from, std::min(size, added.size() - from));
        try {
            const trakt::Posted posted =
                context.api.post(trakt::collection_path, trakt::collection_add_body(chunk), scope);
            progress.advance(chunk.size());
            if (!posted.error) continue;
            log_failure(*posted.error, context.log);
        } catch (const Failure& failure) {
            log_failure(failure.error(), context.log);
            if (must_be_told(failure.error().status)) throw;
        }
        return;
    }
}

}  // namespace mod_trakt::features
