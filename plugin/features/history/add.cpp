#include "features/history/add.hpp"

#include <algorithm>

#include "changes/bulk_write.hpp"
#include "changes/title_groups.hpp"
#include "changes/write_plan.hpp"
#include "features/history/collection_mirror.hpp"
#include "features/history/known_plays.hpp"
#include "features/history/play_input.hpp"
#include "model/canonical_key.hpp"
#include "model/timestamp.hpp"
#include "trakt/bodies.hpp"

namespace mod_trakt::features {
namespace {

class Adder {
public:
    Adder(std::span<const changes::WriteInput> inputs, account::Context& context, const CallScope& scope,
          changes::WriteReport& report)
        : inputs_(inputs),
          context_(context),
          scope_(scope),
          report_(report),
          progress_(Change::Add, "history", scope) {}

    void collect() {
        for (const changes::WriteInput& input : inputs_) {
            if (changes::reject_non_object(input, report_)) continue;
            if (const auto watched = watched_ms_of(*input.item))
                report_.set_event_key(input.index, event_key(*input.item, to_seconds(*watched), context_.options.keys));
            auto play = read_play(input);
            if (const auto* why = std::get_if<Rejection>(&play)) {
                changes::reject(input, *why, report_);
                continue;
            }
            accept(std::move(std::get<PlayInput>(play)), *input.item);
        }
        std::size_t group = 0;
        std::erase_if(plays_, [&](const PlayInput&) { return groups_.is_absorbed(group++); });
    }

    bool has_work() const noexcept { return !plays_.empty(); }

    std::vector<WantedPlay> wanted() const {
        std::vector<WantedPlay> wanted;
        for (const PlayInput& play : plays_)
            wanted.push_back({play.ref, names_of(play.ref, *inputs_[play.input].item), play.minute_ms()});
        return wanted;
    }

    // Plays that the account has, same title and same minute, are not sent: Trakt would keep both.
    void drop_known(const account::Holdings& held) {
        std::erase_if(plays_, [&](const PlayInput& play) {
            for (const account::Holding& known : held.find_any(names_of(play.ref, *inputs_[play.input].item))) {
                if (floor_to_minute_ms(known.watched_ms) != play.minute_ms()) continue;
                report_.set(play.input, changes::Verdict::Existing);
                return true;
            }
            return false;
        });
    }

    void send() {
        if (plays_.empty()) return;
        context_.knowledge.begin_write(FeatureId::History, Change::Add);
        const bool go_on = send(plays_);
        if (go_on && !unknown_by_own_ids_.empty()) {
            const std::vector<PlayInput> again = std::move(unknown_by_own_ids_);
            unknown_by_own_ids_.clear();
            // What failed under its own ids is not what was added.
            std::erase_if(sent_, [&](const PlayInput& sent) {
                return std::any_of(again.begin(), again.end(),
                                   [&](const auto& play) { return play.input == sent.input; });
            });
            send(again);
        }
        keep_up();
    }

    void plan(bool state_is_known, std::vector<changes::PlannedRequest>& requests) {
        requests = changes::plan_chunks(bulk(plays_), plays_.size());
        for (const PlayInput& play : plays_)
            report_.set(play.input, state_is_known ? changes::Verdict::Added : changes::Verdict::Unknown);
    }

    // What this call has added, for the collection mirror.
    std::vector<trakt::Play> added() const {
        std::vector<trakt::Play> added;
        for (const PlayInput& play : sent_)
            if (report_.verdict(play.input) == changes::Verdict::Added) added.push_back({play.ref, play.minute_ms()});
        return added;
    }

private:
    // One play, named twice in one call, is sent once, under the name that says for sure which title is meant.
    void accept(PlayInput play, const Item& item) {
        const changes::TitleGroups::Place place = groups_.join(play.input, title_name(item), play.minute_ms());
        if (place.is_new) return plays_.push_back(std::move(play));
        changes::share_verdict(play.input, place, groups_, report_);
        if (place.surer) plays_[place.group].ref = plays_[*place.surer].ref;
        if (place.is_surer) plays_[place.group].ref = std::move(play.ref);
    }

    // What this handle has added is held now; where something is uncertain, the next call looks anew.
    void keep_up() {
        account::Proof* proof = context_.knowledge.proven(FeatureId::History);
        if (proof == nullptr) return;
        for (const PlayInput& play : sent_) {
            const auto verdict = report_.verdict(play.input).value_or(changes::Verdict::Unknown);
            if (verdict == changes::Verdict::Unknown) return context_.knowledge.forget_proof(FeatureId::History);
            // Its history id is not known before it is read, so a removal has to look it up: id 0 is no play to remove.
            if (verdict == changes::Verdict::Added)
                proof->added.add(*inputs_[play.input].item,
                                 {.history_id = 0, .watched_ms = play.minute_ms(), .rating = 0, .rated_ms = {}});
        }
    }

    bool send(const std::vector<PlayInput>& plays) {
        std::vector<changes::Leaf> leaves;
        for (const PlayInput& play : plays) {
            leaves.push_back({play.input, account::to_media_ref(play.ref)});
            sent_.push_back(play);
        }
        progress_.expect(plays.size());
        return changes::send_in_chunks(bulk(plays), leaves, context_.api, report_, scope_, context_.log);
    }

    changes::BulkWrite bulk(const std::vector<PlayInput>& plays) {
        changes::BulkWrite write;
        write.change = Change::Add;
        write.feature = "history";
        write.path = "/sync/history";
        write.chunk_size = context_.options.of(FeatureId::History).chunk;
        write.idempotent = false;
        write.progress = &progress_;
        write.body = [&plays](std::span<const std::size_t> chunk) {
            std::vector<trakt::Play> body;
            for (const std::size_t i : chunk) body.push_back({plays[i].ref, plays[i].minute_ms()});
            return trakt::history_add_body(body);
        };
        write.take = [this, &plays](std::size_t i, changes::Finding& finding) {
            return finding.verdict == changes::Verdict::NotFound && try_by_show(plays[i]);
        };
        return write;
    }

    // history_number_fallback: an episode that Trakt does not know by its own ids is tried once more by show and
    // numbers.
    bool try_by_show(const PlayInput& play) {
        if (!context_.options.history_number_fallback || !std::holds_alternative<EpisodeRef>(play.ref)) return false;
        auto in_show = episode_in_show(*inputs_[play.input].item);
        if (!in_show) return false;
        PlayInput again = play;
        again.ref = std::move(*in_show);
        unknown_by_own_ids_.push_back(std::move(again));
        return true;
    }

    std::span<const changes::WriteInput> inputs_;
    account::Context& context_;
    const CallScope& scope_;
    changes::WriteReport& report_;
    changes::TitleGroups groups_;
    std::vector<PlayInput> plays_;  // by group, while inputs are collected
    std::vector<PlayInput> unknown_by_own_ids_;
    std::vector<PlayInput> sent_;
    changes::WriteProgress progress_;
};

}  // namespace

void add_plays(const Feature& history, std::span<const changes::WriteInput> inputs, account::Context& context,
               const CallScope& scope, changes::WriteReport& report, std::vector<changes::PlannedRequest>& plan) {
    Adder adder(inputs, context, scope, report);
    adder.collect();
    if (scope.dry_run) {
        const auto snapshot = snapshot_at_hand(history, context);
        if (snapshot != nullptr) adder.drop_known(account::Holdings::of(*snapshot, context.options.keys));
        adder.plan(snapshot != nullptr, plan);
    } else if (adder.has_work()) {
        adder.drop_known(known_plays(history, adder.wanted(), context, scope));
        adder.send();
    }
    if (!scope.dry_run && !report.failure()) mirror_to_collection(adder.added(), context, scope);
}

}  // namespace mod_trakt::features
