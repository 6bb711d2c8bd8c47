#include "changes/classify.hpp"

#include <vector>

#include "model/sent_name.hpp"
#include "trakt/counts.hpp"
#include "trakt/not_found.hpp"

namespace mod_trakt::changes {
namespace {

constexpr Finding not_found{Verdict::NotFound, "not_found", "Trakt does not know this title"};
constexpr Finding undecided{Verdict::Unknown, "ambiguous",
                            "Trakt's counts do not show whether this item was applied; build the index to find out"};
constexpr Finding unverified{Verdict::Unknown, "unverified",
                             "Trakt's answer does not say whether this item was applied; build the index to find out",
                             Doubt::Uncounted};

constexpr Finding unnamed{
    Verdict::Unknown, "unverified",
    "Trakt does not know some of these titles and does not say which; build the index to find out", Doubt::Unnamed};
constexpr Finding nothing_deleted{
    Verdict::Unknown, "not removed",
    "Trakt accepted the removal but says that it deleted nothing; build the index to see whether it is still there",
    Doubt::NothingDeleted};

// The count of one type; nullopt when the answer lacks the member, or its value is not a count.
std::optional<std::int64_t> count(json::Value answer, std::string_view member, MediaType type) {
    const json::Value counts = answer[member];
    if (!counts.is_object()) return std::nullopt;
    return trakt::count_or_0(counts[plural(type)]);
}

class Classifier {
public:
    Classifier(Change change, json::Value answer, std::span<const MediaRef> sent, const HeldBefore& held_before)
        : change_(change),
          answer_(answer),
          sent_(sent),
          held_before_(held_before),
          not_found_(trakt::match_not_found(answer["not_found"], sent)),
          findings_(sent.size(), unverified) {}

    std::vector<Finding> run() && {
        for (const MediaType type : media_types) judge(type);
        return std::move(findings_);
    }

private:
    void judge(MediaType type) {
        std::vector<std::size_t> open;
        for (std::size_t i = 0; i < sent_.size(); ++i) {
            if (media_type(sent_[i]) != type) continue;
            if (not_found_.matched[i])
                findings_[i] = not_found;
            else
                open.push_back(i);
        }
        if (open.empty()) return;
        const auto wanted = static_cast<std::int64_t>(open.size());
        const auto lost_echoes = static_cast<std::int64_t>(lost_echoes_for(type));
        const auto applied = applied_count(type);
        if (!applied) return;  // stays unverified
        const auto existing = change_ == Change::Add ? count_beside("existing", type) : 0;
        if (!existing) return;

        if (lost_echoes > 0) {
            // Trakt does not know some of these, and its echo does not say which. If none was applied, none existed and
            // there are as many echoes as pieces left, it knows none of them.
            Finding undecided_one = unnamed;
            undecided_one.applied = *applied;
            return set(open, *applied == 0 && *existing == 0 && lost_echoes >= wanted ? not_found : undecided_one);
        }
        if (*applied >= wanted && *existing == 0) return set(open, applied_finding());
        if (*applied == 0 && *existing >= wanted) return set(open, {Verdict::Existing, {}, {}});
        if (*applied == 0 && change_ == Change::Remove) return set_undeleted(open);
        const bool all_are_there = change_ == Change::Add && *applied + *existing >= wanted;
        split_by_what_was_held(open, *applied, all_are_there ? Doubt::Mixed : doubt_of_counts(type));
    }

    // "Nothing deleted" is true of titles that were certainly not held. Of the others it may mean that the removal did
    // nothing.
    void set_undeleted(const std::vector<std::size_t>& open) {
        for (const std::size_t i : open)
            findings_[i] = held_before_(i) == false && is_named_by_trakt_id(sent_[i]) ? Finding{Verdict::Absent, {}, {}}
                                                                                      : nothing_deleted;
    }

    // Some answers have null in place of the list of the titles that Trakt does not know.
    Doubt doubt_of_counts(MediaType type) const {
        return answer_["not_found"][plural(type)].is_array() ? Doubt::Counts : Doubt::Unnamed;
    }

    // Some were applied and some were not. The holdings from before the write show which, if they agree with the count.
    void split_by_what_was_held(const std::vector<std::size_t>& open, std::int64_t applied, Doubt doubt) {
        Finding ambiguous = undecided;
        ambiguous.doubt = doubt;
        ambiguous.applied = applied;
        std::int64_t would_apply = 0;
        for (const std::size_t i : open) {
            const auto held = held_before_(i);
            if (!held) return set(open, ambiguous);
            if (*held == (change_ == Change::Remove)) ++would_apply;
        }
        if (would_apply != applied) return set(open, ambiguous);
        const Finding no_change{change_ == Change::Add ? Verdict::Existing : Verdict::Absent, {}, {}};
        for (const std::size_t i : open)
            findings_[i] = *held_before_(i) == (change_ == Change::Remove) ? applied_finding() : no_change;
    }

    std::optional<std::int64_t> applied_count(MediaType type) const {
        if (change_ == Change::Remove) {
            const auto deleted = count(answer_, "deleted", type);
            return deleted ? deleted : count(answer_, "removed", type);
        }
        const auto added = count(answer_, "added", type), updated = count_beside("updated", type);
        if (!added || !updated) return std::nullopt;
        return *added + *updated;
    }
    // The count in a member that an answer may lack; then it is 0.
    std::optional<std::int64_t> count_beside(std::string_view member, MediaType type) const {
        return answer_[member].is_object() ? count(answer_, member, type) : 0;
    }

    // An echoed show or season that matches no piece may stand for the seasons or episodes that were sent under it, so
    // it counts for them too.
    std::size_t lost_echoes_for(MediaType type) const {
        std::size_t lost = not_found_.unmatched[index_of(type)];
        if (type == MediaType::Season || type == MediaType::Episode)
            lost += not_found_.unmatched[index_of(MediaType::Show)];
        if (type == MediaType::Episode) lost += not_found_.unmatched[index_of(MediaType::Season)];
        return lost;
    }

    Finding applied_finding() const { return {change_ == Change::Add ? Verdict::Added : Verdict::Removed, {}, {}}; }
    void set(const std::vector<std::size_t>& indexes, Finding finding) {
        for (const std::size_t i : indexes) findings_[i] = finding;
    }

    Change change_;
    json::Value answer_;
    std::span<const MediaRef> sent_;
    const HeldBefore& held_before_;
    trakt::NotFound not_found_;
    std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> classify_answer(Change change, json::Value answer, std::span<const MediaRef> sent,
                                     const HeldBefore& held_before) {
    return Classifier(change, answer, sent, held_before).run();
}

}  // namespace mod_trakt::changes
