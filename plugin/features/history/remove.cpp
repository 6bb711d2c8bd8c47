#include "features/history/remove.hpp"

#include <algorithm>
#include <set>

#include "changes/bulk_write.hpp"
#include "changes/write_plan.hpp"
#include "features/history/known_plays.hpp"
#include "features/history/play_input.hpp"
#include "model/canonical_key.hpp"
#include "model/timestamp.hpp"
#include "trakt/bodies.hpp"
#include "trakt/counts.hpp"

namespace mod_trakt::features {
namespace {

// One input of a removal: a play that is named by its history id, by title and minute, or all plays of a title.
struct Wanted {
    std::size_t input = 0;
    PlayRef ref;
    std::optional<std::int64_t> minute_ms;  // absent: all plays
    std::int64_t history_id = 0;            // what the caller takes for its id; 0: not said
    std::vector<std::int64_t> ids;          // what will be removed
    std::size_t first_leaf = 0;             // of as many as there are ids
    std::size_t recorded = 0;               // leaves whose fate is known
};

// What became of one play.
struct Fate {
    changes::Verdict verdict = changes::Verdict::Deferred;
    std::string hint, message;  // why it was not removed, if anything was said
};

class Remover {
public:
    Remover(std::span<const changes::WriteInput> inputs, account::Context& context, const CallScope& scope,
            changes::WriteReport& report)
        : inputs_(inputs),
          context_(context),
          scope_(scope),
          report_(report),
          progress_(Change::Remove, "history", scope) {}

    void collect() {
        for (const changes::WriteInput& input : inputs_) {
            if (changes::reject_non_object(input, report_)) continue;
            Wanted wanted;
            wanted.input = input.index;
            const auto watched = watched_ms_of(*input.item);
            if (watched)
                report_.set_event_key(input.index, event_key(*input.item, to_seconds(*watched), context_.options.keys));
            if (input.raw["all_plays"].boolean().value_or(false) && !watched) {
                auto ref = play_ref(*input.item);
                if (const auto* why = std::get_if<Rejection>(&ref)) {
                    changes::reject(input, *why, report_);
                    continue;
                }
                wanted.ref = std::move(std::get<PlayRef>(ref));
            } else {
                auto play = read_play(input);
                if (const auto* why = std::get_if<Rejection>(&play)) {
                    changes::reject(input, *why, report_);
                    continue;
                }
                wanted.ref = std::move(std::get<PlayInput>(play).ref);
                wanted.minute_ms = floor_to_minute_ms(*watched);
                wanted.history_id = std::max<std::int64_t>(0, input.raw["_trakt_history_id"].integer().value_or(0));
            }
            wanted_.push_back(std::move(wanted));
        }
    }

    std::vector<WantedPlay> to_find() const {
        std::vector<WantedPlay> plays;
        for (const Wanted& wanted : wanted_)
            plays.push_back({wanted.ref, names_of(wanted.ref, *inputs_[wanted.input].item), wanted.minute_ms});
        return plays;
    }

    // Gives each input its plays: several in one minute as many as inputs name, the highest history id first. An id
    // that the caller names counts when title and minute bear it out. Else it is of another account or title, and title
    // and minute say which play is meant; or it is of a play of this account that is gone, and no other is taken in its
    // place. `held` is null when nobody has looked (a dry run).
    void allocate(const account::Holdings* held) {
        for (Wanted& wanted : wanted_) {
            if (wanted.history_id == 0) continue;
            const auto known = held != nullptr ? candidates(wanted, *held) : std::vector{wanted.history_id};
            if (std::find(known.begin(), known.end(), wanted.history_id) != known.end() &&
                taken_.insert(wanted.history_id).second)
                wanted.ids.push_back(wanted.history_id);
        }
        if (held == nullptr) return;
        for (Wanted& wanted : wanted_) {
            if (!wanted.ids.empty() || (wanted.history_id != 0 && was_of_this_account(wanted.history_id))) continue;
            for (const std::int64_t id : candidates(wanted, *held)) {
                if (!taken_.insert(id).second) continue;
                wanted.ids.push_back(id);
                if (wanted.minute_ms) break;
            }
        }
    }

    void settle_absent() {
        for (const Wanted& wanted : wanted_)
            if (wanted.ids.empty()) report_.set(wanted.input, changes::Verdict::Absent);
    }

    void send() {
        make_leaves();
        if (leaves_.empty()) return;
        context_.knowledge.begin_write(FeatureId::History, Change::Remove);
        progress_.expect(leaves_.size());
        changes::send_in_chunks(bulk(), leaves_, context_.api, report_, scope_, context_.log);
        for (const Wanted& wanted : wanted_)
            if (wanted.recorded < wanted.ids.size()) conclude(wanted);
        keep_up();
    }

    void plan(bool state_is_known, std::vector<changes::PlannedRequest>& requests) {
        make_leaves();
        requests = changes::plan_chunks(bulk(), leaves_.size());
        for (const Wanted& wanted : wanted_) {
            if (!wanted.ids.empty())
                report_.set(wanted.input, state_is_known ? changes::Verdict::Removed : changes::Verdict::Unknown);
            else if (state_is_known)
                report_.set(wanted.input, changes::Verdict::Absent);
            else
                report_.set(wanted.input, changes::Verdict::Unknown, "no snapshot",
                            "the play's history id is not known before an index has been built");
        }
    }

private:
    // What this handle has removed is gone now; where something is uncertain, the next call looks anew.
    void keep_up() {
        for (std::size_t leaf = 0; leaf < leaves_.size(); ++leaf)
            if (fates_[leaf] && fates_[leaf]->verdict == changes::Verdict::Removed)
                context_.knowledge.removed_plays().insert(leaf_ids_[leaf]);
        account::Proof* proof = context_.knowledge.proven(FeatureId::History);
        if (proof == nullptr) return;
        for (std::size_t leaf = 0; leaf < leaves_.size(); ++leaf) {
            const bool is_gone = fates_[leaf] && (fates_[leaf]->verdict == changes::Verdict::Removed ||
                                                  fates_[leaf]->verdict == changes::Verdict::Absent);
            if (!is_gone) return context_.knowledge.forget_proof(FeatureId::History);
            proof->gone.insert(leaf_ids_[leaf]);
        }
    }

    std::vector<std::int64_t> candidates(const Wanted& wanted, const account::Holdings& held) const {
        std::vector<std::int64_t> ids;
        for (const account::Holding& play : held.find_any(names_of(wanted.ref, *inputs_[wanted.input].item)))
            if (play.history_id != 0 && (!wanted.minute_ms || floor_to_minute_ms(play.watched_ms) == *wanted.minute_ms))
                ids.push_back(play.history_id);
        std::sort(ids.begin(), ids.end(), std::greater<>());
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
        return ids;
    }

    // This handle has removed that play, or the last snapshot has it.
    bool was_of_this_account(std::int64_t history_id) const {
        if (context_.knowledge.removed_plays().contains(history_id)) return true;
        const auto last = context_.knowledge.last(FeatureId::History);
        const std::string member = "\"_trakt_history_id\":" + std::to_string(history_id) + "}";
        return last != nullptr && last->document().find(member) != std::string::npos;
    }

    void make_leaves() {
        for (std::size_t i = 0; i < wanted_.size(); ++i) {
            Wanted& wanted = wanted_[i];
            wanted.first_leaf = leaves_.size();
            for (const std::int64_t id : wanted.ids) {
                leaves_.push_back({wanted.input, account::to_media_ref(wanted.ref)});
                leaf_ids_.push_back(id);
                wanted_of_leaf_.push_back(i);
            }
        }
        fates_.assign(leaves_.size(), std::nullopt);
    }

    changes::BulkWrite bulk() {
        changes::BulkWrite write;
        write.change = Change::Remove;
        write.feature = "history";
        write.path = "/sync/history/remove";
        write.chunk_size = context_.options.of(FeatureId::History).chunk;
        write.body = [this](std::span<const std::size_t> chunk) {
            std::vector<std::int64_t> ids;
            for (const std::size_t leaf : chunk) ids.push_back(leaf_ids_[leaf]);
            return trakt::history_remove_body(ids);
        };
        write.classify = [this](json::Value answer, std::span<const std::size_t> chunk) { return read(answer, chunk); };
        write.progress = &progress_;
        write.record = [this](std::size_t leaf, const changes::Finding& finding) {
            fates_[leaf] = Fate{finding.verdict, std::string(finding.hint), std::string(finding.message)};
            Wanted& wanted = wanted_[wanted_of_leaf_[leaf]];
            if (++wanted.recorded == wanted.ids.size()) conclude(wanted);
        };
        return write;
    }

    // The answer names ids that are gone already, and counts what it deleted; the two must add up to what was sent.
    std::vector<changes::Finding> read(json::Value answer, std::span<const std::size_t> chunk) const {
        std::set<std::int64_t> gone;
        for (const json::Value id : answer["not_found"]["ids"].elements())
            if (const auto number = id.integer()) gone.insert(*number);
        std::vector<changes::Finding> findings;
        std::int64_t expected = 0;
        for (const std::size_t leaf : chunk) {
            const bool absent = gone.contains(leaf_ids_[leaf]);
            findings.push_back({absent ? changes::Verdict::Absent : changes::Verdict::Removed, {}, {}});
            if (!absent) ++expected;
        }
        const json::Value deleted = answer["deleted"].is_object() ? answer["deleted"] : answer["removed"];
        const auto movies = trakt::count_or_0(deleted["movies"]), episodes = trakt::count_or_0(deleted["episodes"]);
        const bool counted = deleted.is_object() && movies && episodes;
        const std::int64_t count = counted ? *movies + *episodes : 0;
        if (counted && count == expected) return findings;
        for (changes::Finding& finding : findings) {
            if (finding.verdict == changes::Verdict::Absent) continue;
            if (counted && count == 0)
                finding.verdict = changes::Verdict::Absent;
            else
                finding = {changes::Verdict::Unknown, "ambiguous",
                           "Trakt's count of deleted plays does not match what was asked"};
        }
        return findings;
    }

    // The verdict of an input is made of the fates of its plays; those without one were not reached.
    void conclude(const Wanted& wanted) {
        std::size_t removed = 0, unknown = 0, refused = 0, not_sent = 0;
        Fate obstacle;  // the last one
        for (std::size_t leaf = wanted.first_leaf; leaf < wanted.first_leaf + wanted.ids.size(); ++leaf) {
            const Fate fate = fates_[leaf].value_or(Fate{});
            if (!fate.message.empty()) obstacle = fate;
            switch (fate.verdict) {
                case changes::Verdict::Removed: ++removed; break;
                case changes::Verdict::Absent: break;
                case changes::Verdict::Unknown: ++unknown; break;
                case changes::Verdict::Deferred: ++not_sent; break;
                default: ++refused; break;
            }
        }
        if (unknown > 0) return report_.set(wanted.input, changes::Verdict::Unknown, obstacle.hint, obstacle.message);
        if (refused + not_sent == 0)
            return report_.set(wanted.input, removed > 0 ? changes::Verdict::Removed : changes::Verdict::Absent);
        if (removed > 0) {
            std::string why = obstacle.message;
            if (why.empty()) why = report_.failure() ? report_.failure()->message : "they were not sent";
            return report_.set(wanted.input, changes::Verdict::Unknown, "partly removed",
                               std::to_string(removed) + " of " + std::to_string(wanted.ids.size()) +
                                   " plays were removed, the others were not: " + why + "; give the item again");
        }
        if (not_sent == 0)
            return report_.set(wanted.input, changes::Verdict::Rejected, obstacle.hint, obstacle.message,
                               changes::reduced_item_json(leaves_[wanted.first_leaf].ref));
        // Without a message the rest was not reached, and the report says why.
        if (!obstacle.message.empty())
            report_.set(wanted.input, changes::Verdict::Deferred, obstacle.hint, obstacle.message);
    }

    std::span<const changes::WriteInput> inputs_;
    account::Context& context_;
    const CallScope& scope_;
    changes::WriteReport& report_;
    std::vector<Wanted> wanted_;
    std::set<std::int64_t> taken_;
    std::vector<changes::Leaf> leaves_;
    std::vector<std::int64_t> leaf_ids_;
    std::vector<std::size_t> wanted_of_leaf_;  // index into wanted_
    std::vector<std::optional<Fate>> fates_;   // by leaf
    changes::WriteProgress progress_;
};

}  // namespace

void remove_plays(const Feature& history, std::span<const changes::WriteInput> inputs, account::Context& context,
                  const CallScope& scope, changes::WriteReport& report, std::vector<changes::PlannedRequest>& plan) {
    Remover remover(inputs, context, scope, report);
    remover.collect();
    const std::vector<WantedPlay> to_find = remover.to_find();
    std::optional<account::Holdings> held;
    if (scope.dry_run) {
        if (const auto snapshot = snapshot_at_hand(history, context))
            held = account::Holdings::of(*snapshot, context.options.keys);
        remover.allocate(held ? &*held : nullptr);
        remover.plan(held.has_value(), plan);
        return;
    }
    // The ids of plays that this handle has added itself are not known before they are read.
    if (const auto* proof = context.knowledge.proven(history.id()); proof != nullptr && proof->added.size() > 0)
        context.knowledge.forget_proof(history.id());
    if (!to_find.empty()) held = known_plays(history, to_find, context, scope);
    remover.allocate(held ? &*held : nullptr);
    remover.settle_absent();
    remover.send();
}

}  // namespace mod_trakt::features
