// Adds and removes ratings.
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "changes/kept_name.hpp"
#include "features/media/list_writer.hpp"
#include "features/ratings/ratings.hpp"
#include "model/timestamp.hpp"
#include "trakt/bodies.hpp"

namespace mod_trakt::features {
namespace {

// Trakt does not document how it rounds rated_at, so times this close count as equal.
constexpr std::int64_t rated_at_tolerance_ms = 60'000;

class RatingsWriter final : public ListWriter {
public:
    using ListWriter::ListWriter;

    std::variant<changes::Intent, Rejection> translate(const changes::WriteInput& input) const override {
        changes::Intent intent;
        if (change() == Change::Add) {
            intent.rating = rating_of(input.item->rating);
            if (!intent.rating) return Rejection{"invalid rating", "rating is not a number from 1 to 10"};
            intent.rated_ms = parse_time_ms(input.item->rated_at.view());
        }
        auto title = rating_ref(*input.item);
        if (auto* why = std::get_if<Rejection>(&title)) return std::move(*why);
        intent.title = std::move(std::get<MediaRef>(title));
        return intent;
    }

    // The later rating wins, and is the only one that is sent.
    void take_values(changes::Intent& first, const changes::Intent& later) const override {
        first.rating = later.rating;
        first.rated_ms = later.rated_ms;
    }

    // An intent is left out only if the holdings are certain.
    std::optional<changes::Verdict> verdict_unsent(const changes::Intent& intent,
                                                   const changes::Held& held) const override {
        const bool is_same = held.is_certain && has_same_rating(intent);
        return change() == Change::Add && is_same ? std::optional(changes::Verdict::Existing) : std::nullopt;
    }

    bool is_satisfied(const changes::Intent& intent, const account::Holdings& now) const override {
        if (change() == Change::Remove) return ListWriter::is_satisfied(intent, now);
        const account::HeldMatch match = now.match(intent.name);
        return !match.title.holdings.empty() && match.title.holdings.back().rating == intent.rating;
    }

    // One request has ratings of one type.
    std::size_t request_group_count() const noexcept override { return media_type_count; }
    std::size_t request_group_of(const changes::Intent& intent) const override {
        return index_of(media_type(intent.title));
    }

    std::string body(std::span<const changes::Piece> pieces) const override {
        std::vector<trakt::Rated> entries;
        entries.reserve(pieces.size());
        for (const changes::Piece& piece : pieces)
            entries.push_back({piece.intent->title, piece.intent->rating, piece.intent->rated_ms});
        return trakt::ratings_body(entries);
    }

    // For a changed rating Trakt's answer may say added or existing. The holdings from before the write decide the
    // verdict.
    void correct(const changes::Intent& intent, changes::Finding& finding) const override {
        if (change() == Change::Remove) return;
        const bool is_accepted = changes::is_applied(finding.verdict) || finding.verdict == changes::Verdict::Existing;
        if (!is_accepted) return;
        // If no rating is held, or the holdings are not known, this counts as a first rating, unless Trakt says that it
        // exists.
        if (!intent.held.is_held()) {
            if (finding.verdict != changes::Verdict::Existing) finding.verdict = changes::Verdict::Added;
            return;
        }
        finding.verdict = has_same_rating(intent) ? changes::Verdict::Existing : changes::Verdict::Updated;
    }

    changes::Verdict expected(const changes::Intent& intent) const override {
        const bool is_there = intent.held.is_held();
        if (change() == Change::Remove) return is_there ? changes::Verdict::Removed : changes::Verdict::Absent;
        return is_there ? changes::Verdict::Updated : changes::Verdict::Added;
    }

    bool note(account::Proof& proof, const changes::Intent& intent, changes::Verdict verdict) const override {
        if (change() == Change::Remove) return false;
        if (changes::is_applied(verdict))
            proof.added.add(
                changes::kept_name(intent),
                {.history_id = 0, .watched_ms = 0, .rating = intent.rating.value_or(0), .rated_ms = intent.rated_ms});
        return true;
    }

private:
    static bool has_same_rating(const changes::Intent& intent) {
        const std::vector<account::Holding>& known = intent.held.title.holdings;
        if (known.empty()) return false;
        const account::Holding& held = known.back();  // ratings written by this handle come after those that were read
        if (held.rating != intent.rating) return false;
        if (!intent.rated_ms) return true;
        return held.rated_ms && std::abs(*held.rated_ms - *intent.rated_ms) <= rated_at_tolerance_ms;
    }
};

}  // namespace

std::unique_ptr<changes::FeatureWriter> Ratings::writer(Change change, account::Context& context,
                                                        const CallScope& scope) const {
    return std::make_unique<RatingsWriter>(*this, change, context, scope);
}

}  // namespace mod_trakt::features
