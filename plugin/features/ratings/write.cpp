#include <array>
#include <cstdlib>

#include "account/holdings.hpp"
#include "changes/bulk_write.hpp"
#include "changes/title_groups.hpp"
#include "changes/write_plan.hpp"
#include "features/media/list_write.hpp"
#include "features/ratings/ratings.hpp"
#include "model/timestamp.hpp"
#include "trakt/bodies.hpp"

namespace mod_trakt::features {
namespace {

// Trakt's rounding of rated_at is not documented (trakt-api.md 9): what is this close is the same moment.
constexpr std::int64_t rated_at_tolerance_ms = 60'000;

struct NewRating {
    changes::Leaf leaf;
    std::optional<int> rating;
    std::optional<std::int64_t> rated_ms;
};

class Writer {
public:
    Writer(Change change, account::Context& context, const CallScope& scope, changes::WriteReport& report)
        : change_(change), context_(context), scope_(scope), report_(report), progress_(change, "ratings", scope) {}

    void collect(std::span<const changes::WriteInput> inputs) {
        inputs_ = inputs;
        for (const changes::WriteInput& input : inputs) {
            if (changes::reject_non_object(input, report_)) continue;
            NewRating entry;
            if (change_ == Change::Add) {
                entry.rating = rating_of(input.item->rating);
                if (!entry.rating) {
                    changes::reject(input, {"invalid rating", "rating is not a number from 1 to 10"}, report_);
                    continue;
                }
                entry.rated_ms = parse_time_ms(input.item->rated_at.view());
            }
            const auto ref = rating_ref(*input.item);
            if (const auto* why = std::get_if<Rejection>(&ref)) {
                changes::reject(input, *why, report_);
                continue;
            }
            entry.leaf = {input.index, std::get<MediaRef>(ref)};
            const changes::TitleGroups::Place place = groups_.join(input.index, title_name(*input.item));
            if (place.is_new)
                changes_.push_back(std::move(entry));
            else
                supersede(place, std::move(entry));
        }
        for (std::size_t group = 0; group < changes_.size(); ++group)
            if (!groups_.is_absorbed(group))
                buckets_[index_of(media_type(changes_[group].leaf.ref))].push_back(std::move(changes_[group]));
    }

    bool has_work() const noexcept {
        for (const auto& bucket : buckets_)
            if (!bucket.empty()) return true;
        return false;
    }

    // What is rated so for sure is not sent. Knowledge that is a little old only helps to tell a first rating from a
    // change.
    void know(account::Holdings held, bool for_sure) {
        held_ = std::move(held);
        if (!for_sure || change_ == Change::Remove) return;
        for (auto& bucket : buckets_) {
            std::erase_if(bucket, [&](const NewRating& entry) {
                if (!is_rated_so(entry)) return false;
                report_.set(entry.leaf.input, changes::Verdict::Existing);
                return true;
            });
        }
    }

    bool wants_proof() const noexcept { return false; }  // ratings have no limit

    void send() {
        if (!has_work()) return;
        context_.knowledge.begin_write(FeatureId::Ratings, change_);
        for (const auto& bucket : buckets_) progress_.expect(bucket.size());
        for (const auto& bucket : buckets_) {
            const std::vector<changes::Leaf> leaves = leaves_of(bucket);
            if (!leaves.empty() &&
                !changes::send_in_chunks(bulk(bucket), leaves, context_.api, report_, scope_, context_.log))
                return;
        }
    }

    void plan(std::vector<changes::PlannedRequest>& requests) {
        for (const auto& bucket : buckets_) {
            for (changes::PlannedRequest& request : changes::plan_chunks(bulk(bucket), bucket.size()))
                requests.push_back(std::move(request));
            for (const NewRating& entry : bucket) report_.set(entry.leaf.input, expected(entry));
        }
    }

    // Everything sent was a rating whose fate is known.
    bool clean_adds() const {
        if (change_ != Change::Add) return false;
        for (const auto& bucket : buckets_)
            for (const NewRating& entry : bucket)
                if (report_.verdict(entry.leaf.input).value_or(changes::Verdict::Unknown) == changes::Verdict::Unknown)
                    return false;
        return true;
    }
    void add_to(account::Holdings& held) const {
        for (const auto& bucket : buckets_)
            for (const NewRating& entry : bucket)
                if (changes::is_applied(report_.verdict(entry.leaf.input).value_or(changes::Verdict::Unknown)))
                    held.add(*inputs_[entry.leaf.input].item, {.history_id = 0,
                                                               .watched_ms = 0,
                                                               .rating = entry.rating.value_or(0),
                                                               .rated_ms = entry.rated_ms});
    }

private:
    // The same title twice in one call: the later rating is the caller's last word, and the only one sent.
    void supersede(const changes::TitleGroups::Place& place, NewRating later) {
        NewRating& entry = changes_[place.group];
        changes::share_verdict(later.leaf.input, place, groups_, report_);
        if (place.surer) entry.leaf.ref = changes_[*place.surer].leaf.ref;
        if (place.is_surer) entry.leaf.ref = std::move(later.leaf.ref);
        entry.rating = later.rating;
        entry.rated_ms = later.rated_ms;
    }

    static std::vector<changes::Leaf> leaves_of(const std::vector<NewRating>& bucket) {
        std::vector<changes::Leaf> leaves;
        leaves.reserve(bucket.size());
        for (const NewRating& entry : bucket) leaves.push_back(entry.leaf);
        return leaves;
    }

    bool is_rated_so(const NewRating& entry) const {
        const std::vector<account::Holding> known = held_->find(entry.leaf.ref);
        if (!known.empty()) {
            const account::Holding& held = known.back();  // what this handle has written stands behind what was read
            if (held.rating != entry.rating) return false;
            if (entry.rated_ms &&
                (!held.rated_ms || std::abs(*held.rated_ms - *entry.rated_ms) > rated_at_tolerance_ms))
                return false;
            return true;
        }
        return false;
    }

    // What an accepted change has done; without knowing the state before, a first rating is assumed.
    changes::Verdict applied(const NewRating& entry) const {
        if (change_ == Change::Remove) return changes::Verdict::Removed;
        if (held_ && is_rated_so(entry)) return changes::Verdict::Existing;
        return held_ && held_->holds(entry.leaf.ref) ? changes::Verdict::Updated : changes::Verdict::Added;
    }

    changes::Verdict expected(const NewRating& entry) const {
        if (!held_) return changes::Verdict::Unknown;
        if (change_ == Change::Remove && !held_->holds(entry.leaf.ref)) return changes::Verdict::Absent;
        return applied(entry);
    }

    changes::BulkWrite bulk(const std::vector<NewRating>& bucket) {
        changes::BulkWrite write;
        write.change = change_;
        write.feature = "ratings";
        write.path = change_ == Change::Add ? "/sync/ratings" : "/sync/ratings/remove";
        write.chunk_size = context_.options.of(FeatureId::Ratings).chunk;
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
        write.take = [this, &bucket](std::size_t i, changes::Finding& finding) {
            // Servers differ in how they count a re-rating, as added or as existing: what was held before tells.
            const bool accepted = changes::is_applied(finding.verdict) || finding.verdict == changes::Verdict::Existing;
            const bool first_rating = !held_ || !held_->holds(bucket[i].leaf.ref);
            if (accepted && change_ == Change::Add && held_ && is_rated_so(bucket[i]))
                finding.verdict = changes::Verdict::Existing;
            else if (accepted && !(first_rating && finding.verdict == changes::Verdict::Existing))
                finding.verdict = applied(bucket[i]);
            return false;
        };
        return write;
    }

    Change change_;
    account::Context& context_;
    const CallScope& scope_;
    changes::WriteReport& report_;
    std::span<const changes::WriteInput> inputs_;
    changes::TitleGroups groups_;
    std::vector<NewRating> changes_;  // by group, while inputs are collected
    changes::WriteProgress progress_;
    std::array<std::vector<NewRating>, media_type_count> buckets_;  // one bucket per request, in this order
    std::optional<account::Holdings> held_;
};

}  // namespace

void Ratings::write(Change change, std::span<const changes::WriteInput> inputs, account::Context& context,
                    const CallScope& scope, changes::WriteReport& report,
                    std::vector<changes::PlannedRequest>& plan) const {
    Writer writer(change, context, scope, report);
    write_list(writer, *this, inputs, context, scope, plan);
}

}  // namespace mod_trakt::features
