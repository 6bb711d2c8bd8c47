#include <array>
#include <cstdlib>

#include "features/list_write.hpp"
#include "features/ratings.hpp"
#include "features/title_groups.hpp"
#include "features/write_plan.hpp"
#include "model/timestamp.hpp"
#include "sync/bulk_write.hpp"
#include "sync/holdings.hpp"
#include "trakt/bodies.hpp"
#include "trakt/not_found.hpp"

namespace mod_trakt::features {
namespace {

// Trakt's rounding of rated_at is not documented (trakt-api.md 9): what is this close is the same moment.
constexpr std::int64_t rated_at_tolerance_ms = 60'000;

struct Change {
    sync::Leaf leaf;
    std::optional<int> rating;
    std::optional<std::int64_t> rated_ms;
};

class Writer {
public:
    Writer(sync::Change change, sync::Context& context, const CallScope& scope, sync::WriteReport& report)
        : change_(change), context_(context), scope_(scope), report_(report), progress_(change, "ratings", scope) {}

    void collect(std::span<const sync::WriteInput> inputs) {
        inputs_ = inputs;
        for (const sync::WriteInput& input : inputs) {
            if (reject_non_object(input, report_)) continue;
            Change entry;
            if (change_ == sync::Change::Add) {
                entry.rating = rating_of(input.item->rating);
                if (!entry.rating) {
                    reject(input, {"invalid rating", "rating is not a number from 1 to 10"}, report_);
                    continue;
                }
                entry.rated_ms = parse_time_ms(input.item->rated_at.view());
            }
            const auto ref = rating_ref(*input.item);
            if (const auto* why = std::get_if<Rejection>(&ref)) {
                reject(input, *why, report_);
                continue;
            }
            entry.leaf = {input.index, std::get<MediaRef>(ref)};
            const TitleGroups::Place place = groups_.join(input.index, title_name(*input.item));
            if (place.is_new)
                changes_.push_back(std::move(entry));
            else
                supersede(place, std::move(entry));
        }
        for (std::size_t group = 0; group < changes_.size(); ++group)
            if (!groups_.is_absorbed(group))
                buckets_[static_cast<std::size_t>(trakt::bucket_of(changes_[group].leaf.ref))].push_back(
                    std::move(changes_[group]));
    }

    bool has_work() const noexcept {
        for (const auto& bucket : buckets_)
            if (!bucket.empty()) return true;
        return false;
    }

    // What is rated so for sure is not sent. Knowledge that is a little old only helps to tell a first rating from a
    // change.
    void know(sync::Holdings held, bool for_sure) {
        held_ = std::move(held);
        if (!for_sure || change_ == sync::Change::Remove) return;
        for (auto& bucket : buckets_) {
            std::erase_if(bucket, [&](const Change& entry) {
                if (!is_rated_so(entry)) return false;
                report_.set(entry.leaf.input, sync::Verdict::Existing);
                return true;
            });
        }
    }

    bool wants_proof() const noexcept { return false; }  // ratings have no limit

    void send() {
        if (!has_work()) return;
        context_.shelf.note_write("ratings");
        context_.activities.drop();
        for (const auto& bucket : buckets_) progress_.expect(bucket.size());
        for (const auto& bucket : buckets_) {
            const std::vector<sync::Leaf> leaves = leaves_of(bucket);
            if (!leaves.empty() &&
                !sync::send_in_chunks(bulk(bucket), leaves, context_.api, report_, scope_, context_.log))
                return;
        }
    }

    void plan(std::vector<sync::PlannedRequest>& requests) {
        for (const auto& bucket : buckets_) {
            for (sync::PlannedRequest& request : sync::plan_chunks(bulk(bucket), bucket.size()))
                requests.push_back(std::move(request));
            for (const Change& entry : bucket) report_.set(entry.leaf.input, expected(entry));
        }
    }

    // Everything sent was a rating whose fate is known.
    bool clean_adds() const {
        if (change_ != sync::Change::Add) return false;
        for (const auto& bucket : buckets_)
            for (const Change& entry : bucket)
                if (report_.verdict(entry.leaf.input).value_or(sync::Verdict::Unknown) == sync::Verdict::Unknown)
                    return false;
        return true;
    }
    void add_to(sync::Holdings& held) const {
        for (const auto& bucket : buckets_)
            for (const Change& entry : bucket)
                if (sync::is_applied(report_.verdict(entry.leaf.input).value_or(sync::Verdict::Unknown)))
                    held.add(*inputs_[entry.leaf.input].item, {.history_id = 0,
                                                               .watched_ms = 0,
                                                               .rating = entry.rating.value_or(0),
                                                               .rated_ms = entry.rated_ms});
    }

private:
    // The same title twice in one call: the later rating is the caller's last word, and the only one sent.
    void supersede(const TitleGroups::Place& place, Change later) {
        Change& entry = changes_[place.group];
        share_verdict(later.leaf.input, place, groups_, report_);
        if (place.surer) entry.leaf.ref = changes_[*place.surer].leaf.ref;
        if (place.is_surer) entry.leaf.ref = std::move(later.leaf.ref);
        entry.rating = later.rating;
        entry.rated_ms = later.rated_ms;
    }

    static std::vector<sync::Leaf> leaves_of(const std::vector<Change>& bucket) {
        std::vector<sync::Leaf> leaves;
        leaves.reserve(bucket.size());
        for (const Change& entry : bucket) leaves.push_back(entry.leaf);
        return leaves;
    }

    bool is_rated_so(const Change& entry) const {
        const std::vector<sync::Holding> known = held_->find(entry.leaf.ref);
        if (!known.empty()) {
            const sync::Holding& held = known.back();  // what this handle has written stands behind what was read
            if (held.rating != entry.rating) return false;
            if (entry.rated_ms &&
                (!held.rated_ms || std::abs(*held.rated_ms - *entry.rated_ms) > rated_at_tolerance_ms))
                return false;
            return true;
        }
        return false;
    }

    // What an accepted change has done; without knowing the state before, a first rating is assumed.
    sync::Verdict applied(const Change& entry) const {
        if (change_ == sync::Change::Remove) return sync::Verdict::Removed;
        if (held_ && is_rated_so(entry)) return sync::Verdict::Existing;
        return held_ && held_->holds(entry.leaf.ref) ? sync::Verdict::Updated : sync::Verdict::Added;
    }

    sync::Verdict expected(const Change& entry) const {
        if (!held_) return sync::Verdict::Unknown;
        if (change_ == sync::Change::Remove && !held_->holds(entry.leaf.ref)) return sync::Verdict::Absent;
        return applied(entry);
    }

    sync::BulkWrite bulk(const std::vector<Change>& bucket) {
        sync::BulkWrite write;
        write.change = change_;
        write.feature = "ratings";
        write.path = change_ == sync::Change::Add ? "/sync/ratings" : "/sync/ratings/remove";
        write.chunk_size = context_.options.ratings_chunk;
        write.progress = &progress_;
        write.body = [&bucket](std::span<const std::size_t> chunk) {
            std::vector<trakt::Rated> entries;
            for (const std::size_t i : chunk)
                entries.push_back({bucket[i].leaf.ref, bucket[i].rating, bucket[i].rated_ms});
            return trakt::ratings_body(entries);
        };
        write.held_before = [this, &bucket](std::size_t i) -> std::optional<bool> {
            if (!held_) return std::nullopt;
            return held_->holds(bucket[i].leaf.ref);
        };
        write.take = [this, &bucket](std::size_t i, sync::Finding& finding) {
            // Servers differ in how they count a re-rating, as added or as existing: what was held before tells.
            const bool accepted = sync::is_applied(finding.verdict) || finding.verdict == sync::Verdict::Existing;
            const bool first_rating = !held_ || !held_->holds(bucket[i].leaf.ref);
            if (accepted && change_ == sync::Change::Add && held_ && is_rated_so(bucket[i]))
                finding.verdict = sync::Verdict::Existing;
            else if (accepted && !(first_rating && finding.verdict == sync::Verdict::Existing))
                finding.verdict = applied(bucket[i]);
            return false;
        };
        return write;
    }

    sync::Change change_;
    sync::Context& context_;
    const CallScope& scope_;
    sync::WriteReport& report_;
    std::span<const sync::WriteInput> inputs_;
    TitleGroups groups_;
    std::vector<Change> changes_;  // by group, while inputs are collected
    sync::WriteProgress progress_;
    std::array<std::vector<Change>, trakt::bucket_count> buckets_;  // one bucket per request, in this order
    std::optional<sync::Holdings> held_;
};

}  // namespace

void Ratings::write(sync::Change change, std::span<const sync::WriteInput> inputs, sync::Context& context,
                    const CallScope& scope, sync::WriteReport& report, std::vector<sync::PlannedRequest>& plan) const {
    Writer writer(change, context, scope, report);
    write_list(writer, *this, inputs, context, scope, plan);
}

}  // namespace mod_trakt::features
