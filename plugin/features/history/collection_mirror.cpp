#include "features/history/collection_mirror.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "changes/bulk_write.hpp"
#include "changes/title_text.hpp"
#include "changes/write_progress.hpp"
#include "features/history/play_to_add.hpp"
#include "support/error.hpp"
#include "trakt/paths.hpp"

namespace mod_trakt::features {
namespace {

// A failed mirror leaves the added plays as they are. But a cancel, a timeout, or a renewed token that was not saved
// concerns the whole call.
bool concerns_whole_call(Status status) noexcept {
    return status == Status::Cancelled || status == Status::Timeout || status == Status::Host;
}

bool is_wanted(const changes::Intent& intent, const account::Options& options) {
    return media_type(intent.title) == MediaType::Movie ? options.history_collection_movies
                                                        : options.history_collection_shows;
}

// The titles of the added plays, each once, as inputs of a write of their own.
struct Titles {
    std::vector<changes::Intent> intents;          // the first play of each title; numbered from 0
    std::vector<std::vector<std::size_t>> inputs;  // by title: the inputs of all its plays
};

Titles titles_of(std::span<const changes::Intent* const> added, const account::Options& options) {
    Titles titles;
    std::unordered_map<std::string, std::size_t> known;
    for (const changes::Intent* intent : added) {
        if (!is_wanted(*intent, options)) continue;
        const auto [place, is_new] =
            known.try_emplace(changes::reduced_item_json(intent->title), titles.intents.size());
        if (is_new) {
            titles.intents.push_back(*intent);
            titles.intents.back().input = place->second;
            titles.inputs.emplace_back();
        }
        titles.inputs[place->second].push_back(intent->input);
    }
    return titles;
}

class Mirror {
public:
    Mirror(Titles titles, account::Context& context, const CallScope& scope)
        : titles_(std::move(titles)), context_(context), scope_(scope), inputs_(titles_.intents.size()) {}

    // Precondition: there are titles.
    void run(const std::optional<Error>& earlier_failure, changes::WriteReport& report) {
        if (earlier_failure) {
            mirrored_.fail(*earlier_failure);
        } else {
            try {
                send();
            } catch (const Failure& failure) {
                mirrored_.fail(failure.error());
            }
        }
        mirrored_.conclude();
        tell(report);
        if (!earlier_failure && mirrored_.failure() && concerns_whole_call(mirrored_.failure()->status))
            throw Failure(*mirrored_.failure());
    }

private:
    void send() {
        std::vector<changes::Piece> pieces;
        for (const changes::Intent& intent : titles_.intents) pieces.push_back({&intent, 0});
        changes::WriteProgress progress(Change::Add, "collection", scope_);
        progress.expect(pieces.size());
        changes::BulkWrite write;
        write.feature = name_of(FeatureId::History);
        write.path = trakt::collection_path;
        write.chunk_size = context_.options.of(FeatureId::History).chunk;
        write.progress = &progress;
        write.faulty = &context_.knowledge.faulty_items();
        changes::WriteTurns turns(Change::Add, context_, scope_, nullptr);
        write.turns = &turns;
        write.body = [&pieces](std::span<const std::size_t> places) {
            std::vector<trakt::PlayToAdd> plays;
            for (const std::size_t place : places) plays.push_back(to_play_to_add(*pieces[place].intent));
            return trakt::collection_add_body(plays);
        };
        // Each of these titles was added or existed, so the collection has it either way.
        write.take = [](std::size_t, changes::Finding& finding) {
            if (finding.verdict == changes::Verdict::Unknown && finding.doubt == changes::Doubt::Mixed)
                finding.verdict = changes::Verdict::Existing;
            return false;
        };
        changes::send_in_chunks(write, pieces, {context_.api, mirrored_, scope_, context_.log});
    }

    void tell(changes::WriteReport& report) const {
        std::size_t failed = 0, full = 0;
        for (std::size_t title = 0; title < titles_.intents.size(); ++title) {
            const changes::Verdict verdict = mirrored_.verdict(title).value_or(changes::Verdict::Unknown);
            if (changes::is_applied(verdict) || changes::is_already_so(verdict)) continue;
            ++(verdict == changes::Verdict::Limit ? full : failed);
            for (const std::size_t input : titles_.inputs[title]) report.note_not_mirrored(input, mirrored_, title);
        }
        log("collection_limit", full);
        log("collection_add_failed", failed);
    }
    void log(std::string_view event, std::size_t count) const {
        if (count == 0) return;
        context_.log.with(LogLevel::Warn, name_of(FeatureId::History), event, [&](json::Writer& fields) {
            fields.member("count", static_cast<std::uint64_t>(count));
            if (!mirrored_.failure()) return;
            fields.member("status", mirrored_.failure()->http_status);
            fields.member("reason", mirrored_.failure()->reason);
        });
    }

    Titles titles_;
    account::Context& context_;
    const CallScope& scope_;
    std::vector<changes::WriteInput> inputs_;  // without content: only their number matters
    changes::WriteReport mirrored_{inputs_};
};

}  // namespace

void mirror_to_collection(std::span<const changes::Intent* const> added, account::Context& context,
                          const CallScope& scope, changes::WriteReport& report) {
    if (!context.options.history_collection) return;
    Titles titles = titles_of(added, context.options);
    if (titles.intents.empty()) return;
    const std::optional<Error> earlier_failure = report.failure();
    Mirror(std::move(titles), context, scope).run(earlier_failure, report);
}

}  // namespace mod_trakt::features
