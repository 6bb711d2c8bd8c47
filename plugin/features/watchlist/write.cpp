#include <algorithm>

#include "account/holdings.hpp"
#include "changes/bulk_write.hpp"
#include "changes/title_groups.hpp"
#include "changes/write_plan.hpp"
#include "features/media/list_write.hpp"
#include "features/watchlist/watchlist.hpp"
#include "trakt/bodies.hpp"

namespace mod_trakt::features {
namespace {

// What Trakt announced for free accounts in 2026; used only when neither the configuration nor the account says.
constexpr std::int64_t assumed_free_limit = 250;

struct ListLimit {
    std::int64_t entries = 0;
    bool certain = true;  // configured, or said by Trakt
};

// How many entries the list may have; nullopt: no limit known to matter.
std::optional<ListLimit> list_limit(account::Context& context, const CallScope& scope) {
    if (context.options.watchlist_limit) return ListLimit{*context.options.watchlist_limit};
    if (context.options.watchlist_vip) return std::nullopt;
    const account::Limits limits = context.settings.limits(scope);
    if (limits.watchlist_items) return ListLimit{*limits.watchlist_items};
    if (limits.vip) return std::nullopt;
    return ListLimit{assumed_free_limit, false};
}

class Writer {
public:
    Writer(Change change, account::Context& context, const CallScope& scope, changes::WriteReport& report)
        : change_(change), context_(context), scope_(scope), report_(report), progress_(change, "watchlist", scope) {}

    void collect(std::span<const changes::WriteInput> inputs) {
        inputs_ = inputs;
        for (const changes::WriteInput& input : inputs) {
            if (changes::reject_non_object(input, report_)) continue;
            const auto ref = watchlist_ref(*input.item);
            if (const auto* why = std::get_if<Rejection>(&ref)) {
                changes::reject(input, *why, report_);
                continue;
            }
            const auto& media = std::get<MediaRef>(ref);
            const changes::TitleGroups::Place place = groups_.join(input.index, title_name(*input.item));
            if (place.is_new) {
                leaves_.push_back({input.index, media});
                continue;
            }
            changes::share_verdict(input.index, place, groups_, report_);
            if (place.surer) leaves_[place.group].ref = leaves_[*place.surer].ref;
            if (place.is_surer) leaves_[place.group].ref = media;
        }
        std::size_t group = 0;
        std::erase_if(leaves_, [&](const changes::Leaf&) { return groups_.is_absorbed(group++); });
    }

    // What is held for sure is not sent. Knowledge that is a little old only helps to read Trakt's counts: sending an
    // entry that is there already changes nothing.
    void know(account::Holdings held, bool for_sure) {
        held_ = std::move(held);
        if (!for_sure || change_ == Change::Remove) return;
        std::erase_if(leaves_, [&](const changes::Leaf& leaf) {
            if (!held_->holds(leaf.ref)) return false;
            report_.set(leaf.input, changes::Verdict::Existing);
            return true;
        });
    }

    // Whether some would be told that the list is full.
    bool wants_proof() {
        const auto room = room_for_new();
        return room && static_cast<std::int64_t>(leaves_.size()) > room->entries;
    }

    void send() {
        trim_to_capacity();
        if (leaves_.empty()) return;
        context_.knowledge.begin_write(FeatureId::Watchlist, change_);
        progress_.expect(leaves_.size());
        changes::send_in_chunks(bulk(), leaves_, context_.api, report_, scope_, context_.log);
    }

    void plan(std::vector<changes::PlannedRequest>& requests) {
        requests = changes::plan_chunks(bulk(), leaves_.size());
        for (const changes::Leaf& leaf : leaves_) report_.set(leaf.input, expected(leaf));
    }

    bool has_work() const noexcept { return !leaves_.empty(); }
    // Everything sent was an addition whose fate is known.
    bool clean_adds() const {
        return change_ == Change::Add && std::all_of(leaves_.begin(), leaves_.end(), [&](const changes::Leaf& leaf) {
                   return report_.verdict(leaf.input).value_or(changes::Verdict::Unknown) != changes::Verdict::Unknown;
               });
    }
    void add_to(account::Holdings& held) const {
        for (const changes::Leaf& leaf : leaves_)
            if (report_.verdict(leaf.input) == changes::Verdict::Added) held.add(*inputs_[leaf.input].item, {});
    }

private:
    struct Room {
        std::int64_t entries = 0;
        std::int64_t limit = 0;
    };
    // Nothing: as much as is wanted, or not known.
    std::optional<Room> room_for_new() {
        if (change_ != Change::Add || leaves_.empty() || !held_) return std::nullopt;
        const auto limit = list_limit(context_, scope_);
        const auto held = static_cast<std::int64_t>(held_->size());
        // A list that is longer than the limit that we assume shows that we assume wrongly: then Trakt's own word
        // counts.
        if (!limit || (!limit->certain && held > limit->entries)) return std::nullopt;
        return Room{std::max<std::int64_t>(0, limit->entries - held), limit->entries};
    }

    // Fills the list to its limit in the caller's order (WL-7).
    void trim_to_capacity() {
        const auto room = room_for_new();
        if (!room || static_cast<std::int64_t>(leaves_.size()) <= room->entries) return;
        const std::string message = "the watchlist holds " + std::to_string(held_->size()) + " of " +
                                    std::to_string(room->limit) + " entries, so there was room for " +
                                    std::to_string(room->entries);
        for (auto i = static_cast<std::size_t>(room->entries); i < leaves_.size(); ++i)
            report_.set(leaves_[i].input, changes::Verdict::Limit, "trakt_limit", message);
        leaves_.resize(static_cast<std::size_t>(room->entries));
        context_.log.with(LogLevel::Warn, "watchlist", "watchlist_limit_reached", [&](json::Writer& fields) {
            fields.member("limit", room->limit);
            fields.member("room", room->entries);
        });
    }

    changes::Verdict expected(const changes::Leaf& leaf) const {
        if (!held_) return changes::Verdict::Unknown;
        if (change_ == Change::Add) return changes::Verdict::Added;
        return held_->holds(leaf.ref) ? changes::Verdict::Removed : changes::Verdict::Absent;
    }

    changes::BulkWrite bulk() {
        changes::BulkWrite write;
        write.change = change_;
        write.feature = "watchlist";
        write.path = change_ == Change::Add ? "/sync/watchlist" : "/sync/watchlist/remove";
        write.chunk_size = context_.options.of(FeatureId::Watchlist).chunk;
        write.progress = &progress_;
        write.body = [this](std::span<const std::size_t> chunk) {
            std::vector<MediaRef> refs;
            for (const std::size_t leaf : chunk) refs.push_back(leaves_[leaf].ref);
            return trakt::watchlist_body(refs);
        };
        write.held_before = [this](std::size_t leaf) -> std::optional<bool> {
            if (!held_) return std::nullopt;
            return held_->holds(leaves_[leaf].ref);
        };
        return write;
    }

    Change change_;
    account::Context& context_;
    const CallScope& scope_;
    changes::WriteReport& report_;
    std::span<const changes::WriteInput> inputs_;
    changes::TitleGroups groups_;
    std::vector<changes::Leaf> leaves_;  // by group, while inputs are collected
    changes::WriteProgress progress_;
    std::optional<account::Holdings> held_;
};

}  // namespace

void Watchlist::write(Change change, std::span<const changes::WriteInput> inputs, account::Context& context,
                      const CallScope& scope, changes::WriteReport& report,
                      std::vector<changes::PlannedRequest>& plan) const {
    Writer writer(change, context, scope, report);
    write_list(writer, *this, inputs, context, scope, plan);
}

}  // namespace mod_trakt::features
