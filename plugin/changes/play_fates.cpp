#include "changes/play_fates.hpp"

#include <algorithm>
#include <string>

#include "changes/title_text.hpp"

namespace mod_trakt::changes {

PlayFates::PlayFates(std::span<const Piece> pieces, WriteReport& report)
    : pieces_(pieces), report_(report), fates_(pieces.size()) {
    group_of_.reserve(pieces.size());
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (i == 0 || pieces[i].intent != pieces[i - 1].intent) groups_.push_back({i, 0, 0});
        ++groups_.back().count;
        group_of_.push_back(groups_.size() - 1);
    }
}

void PlayFates::record(std::size_t piece, const Finding& finding) {
    fates_[piece] = Fate{finding.verdict, std::string(finding.hint), std::string(finding.message)};
    Group& group = groups_[group_of_[piece]];
    if (++group.recorded == group.count) conclude(group);
}

void PlayFates::correct(std::size_t piece, const Finding& finding) {
    fates_[piece] = Fate{finding.verdict, std::string(finding.hint), std::string(finding.message)};
    const Group& group = groups_[group_of_[piece]];
    if (group.recorded == group.count) conclude(group);
}

void PlayFates::conclude() {
    for (const Group& group : groups_)
        if (group.recorded < group.count) conclude(group);
}

void PlayFates::conclude(const Group& group) {
    std::size_t removed = 0, unknown = 0, refused = 0, not_sent = 0;
    Fate obstacle;  // the last fate with a message
    for (std::size_t piece = group.first; piece < group.first + group.count; ++piece) {
        const Fate fate = fates_[piece].value_or(Fate{});
        if (!fate.message.empty()) obstacle = fate;
        switch (fate.verdict) {
            case Verdict::Removed: ++removed; break;
            case Verdict::Absent: break;
            case Verdict::Unknown: ++unknown; break;
            case Verdict::Deferred: ++not_sent; break;
            default: ++refused; break;
        }
    }
    const Intent& intent = *pieces_[group.first].intent;
    if (removed == 1 && group.count == 1) report_.set_history_id(intent.input, pieces_[group.first].history_id);
    if (unknown > 0) return report_.set(intent.input, Verdict::Unknown, obstacle.hint, obstacle.message);
    if (refused + not_sent == 0) return report_.set(intent.input, removed > 0 ? Verdict::Removed : Verdict::Absent);
    if (removed > 0 && not_sent == 0 && obstacle.hint == not_removed_hint) {
        // Nothing is open, because a read has shown which plays are left.
        return report_.set(intent.input, Verdict::Rejected, obstacle.hint,
                           std::to_string(removed) + " of " + std::to_string(group.count) +
                               " plays were removed, the rest are still there: " + obstacle.message,
                           reduced_item_json(intent.title));
    }
    if (removed > 0) {
        std::string why = obstacle.message;
        if (why.empty()) why = report_.failure() ? report_.failure()->message : "their removal was not sent";
        return report_.set(intent.input, Verdict::Unknown, "partly removed",
                           std::to_string(removed) + " of " + std::to_string(group.count) +
                               " plays were removed, the rest were not: " + why + "; send the item again");
    }
    if (not_sent == 0)
        return report_.set(intent.input, Verdict::Rejected, obstacle.hint, obstacle.message,
                           reduced_item_json(intent.title));
    // Without a message the plays were not reached; WriteReport::conclude gives the verdict and the reason.
    if (!obstacle.message.empty()) report_.set(intent.input, Verdict::Deferred, obstacle.hint, obstacle.message);
}

std::vector<Piece> PlayFates::with(Verdict verdict) const {
    std::vector<Piece> plays;
    for (std::size_t piece = 0; piece < pieces_.size(); ++piece)
        if (fates_[piece] && fates_[piece]->verdict == verdict) plays.push_back(pieces_[piece]);
    return plays;
}

bool PlayFates::are_all_gone() const {
    return std::all_of(fates_.begin(), fates_.end(), [](const std::optional<Fate>& fate) {
        return fate && (fate->verdict == Verdict::Removed || fate->verdict == Verdict::Absent);
    });
}

}  // namespace mod_trakt::changes
