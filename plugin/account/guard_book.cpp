#include "account/guard_book.hpp"

#include <algorithm>
#include <utility>

#include "support/hash.hpp"
#include "support/random.hpp"

namespace mod_trakt::account {
namespace {

constexpr std::size_t most_codes = 100;
// The most minutes of plays that are kept for one feature; beyond it, the oldest are dropped.
constexpr std::size_t most_minutes = 200'000;
constexpr std::size_t code_digits = 4;

std::int64_t minute_of(std::int64_t moment_ms) noexcept { return moment_ms - moment_ms % minute_ms; }

// After a clock was set back, a moment may lie in the future; then it counts.
bool is_within_a_day(std::int64_t from_ms, std::int64_t now_ms) noexcept {
    return now_ms - from_ms < GuardBook::lifetime_ms;
}

// The changes of a minute count until its last moment is a day old.
bool still_counts(const GuardCounts& counts, std::int64_t now_ms) noexcept {
    return is_within_a_day(counts.from_ms + minute_ms - 1, now_ms);
}

bool is_empty(const GuardCounts& counts) noexcept {
    return counts.removed == 0 && !counts.size_before && counts.plays.empty();
}

std::string new_code() { return "guard-" + hex_of(random_word()).substr(0, code_digits); }

}  // namespace

std::string_view name_of(GuardKind kind) noexcept {
    switch (kind) {
        case GuardKind::Plays: return "plays";
        case GuardKind::Removals: return "removals";
        case GuardKind::Emptying: break;
    }
    return "emptying";
}

std::optional<GuardKind> guard_kind_named(std::string_view name) noexcept {
    for (const GuardKind kind : {GuardKind::Plays, GuardKind::Removals, GuardKind::Emptying})
        if (name_of(kind) == name) return kind;
    return std::nullopt;
}

std::int64_t GuardBook::removed(FeatureId feature, std::int64_t now_ms) const {
    std::int64_t removed = 0;
    for (const GuardCounts& counts : counts_[index_of(feature)])
        if (still_counts(counts, now_ms)) removed += counts.removed;
    return removed;
}

std::optional<std::int64_t> GuardBook::first_size(FeatureId feature, std::int64_t now_ms) const {
    std::int64_t removed_before = 0;
    for (const GuardCounts& counts : counts_[index_of(feature)]) {
        if (!still_counts(counts, now_ms)) continue;
        if (counts.size_before) return *counts.size_before + removed_before;
        removed_before += counts.removed;
    }
    return std::nullopt;
}

PlaysByMinute GuardBook::plays_at(const PlaysByMinute& minutes, FeatureId feature, std::int64_t now_ms) const {
    PlaysByMinute found;
    for (const GuardCounts& counts : counts_[index_of(feature)]) {
        if (!still_counts(counts, now_ms)) continue;
        for (const auto& [minute, number] : counts.plays)
            if (minutes.contains(minute)) found[minute] += number;
    }
    return found;
}

GuardCounts& GuardBook::counts_at(FeatureId feature, std::int64_t now_ms) {
    std::vector<GuardCounts>& all = counts_[index_of(feature)];
    const std::int64_t from_ms = minute_of(now_ms);
    const auto place = std::lower_bound(all.begin(), all.end(), from_ms,
                                        [](const GuardCounts& counts, std::int64_t at) { return counts.from_ms < at; });
    if (place != all.end() && place->from_ms == from_ms) return *place;
    return *all.insert(place, GuardCounts{.from_ms = from_ms, .removed = 0, .size_before = {}, .plays = {}});
}

GuardCounts* GuardBook::find_counts(FeatureId feature, std::int64_t counted_ms) {
    for (GuardCounts& counts : counts_[index_of(feature)])
        if (counts.from_ms == minute_of(counted_ms)) return &counts;
    return nullptr;
}

void GuardBook::count_removals(FeatureId feature, std::int64_t number, std::optional<std::int64_t> size_before,
                               std::int64_t now_ms) {
    if (number == 0) return;
    GuardCounts& counts = counts_at(feature, now_ms);
    // The size before the first removal of this minute.
    if (!counts.size_before && size_before) counts.size_before = *size_before + counts.removed;
    counts.removed += number;
}

void GuardBook::count_plays(FeatureId feature, const PlaysByMinute& plays, std::int64_t now_ms) {
    if (plays.empty()) return;
    GuardCounts& counts = counts_at(feature, now_ms);
    for (const auto& [minute, number] : plays) counts.plays[minute] += number;
}

void GuardBook::take_back_removals(FeatureId feature, std::int64_t number, std::int64_t counted_ms) {
    GuardCounts* counts = find_counts(feature, counted_ms);
    if (counts == nullptr) return;
    counts->removed = std::max<std::int64_t>(0, counts->removed - number);
    if (counts->removed == 0) counts->size_before.reset();
}

void GuardBook::take_back_plays(FeatureId feature, const PlaysByMinute& plays, std::int64_t counted_ms) {
    GuardCounts* counts = find_counts(feature, counted_ms);
    if (counts == nullptr) return;
    for (const auto& [minute, number] : plays) {
        const auto found = counts->plays.find(minute);
        if (found != counts->plays.end() && (found->second -= number) <= 0) counts->plays.erase(found);
    }
}

std::string GuardBook::issue(const GuardRefusal& refusal, std::int64_t now_ms) {
    const auto same = std::find_if(issued_.begin(), issued_.end(), [&](const Issued& issued) {
        GuardRefusal wanted = refusal;
        wanted.code = issued.refusal.code;
        return issued.refusal == wanted && is_within_a_day(issued.at_ms, now_ms);
    });
    Issued issued{refusal, now_ms};
    if (same != issued_.end()) {
        issued.refusal.code = same->refusal.code;
        issued_.erase(same);
    } else {
        do issued.refusal.code = new_code();
        while (is_taken(issued.refusal.code));
    }
    if (issued_.size() >= most_codes) issued_.erase(issued_.begin());
    issued_.push_back(issued);
    return issued.refusal.code;
}

bool GuardBook::may_pass(std::string_view code, const GuardRefusal& refusal, std::int64_t now_ms) const {
    return std::any_of(issued_.begin(), issued_.end(), [&](const Issued& issued) {
        return issued.refusal.code == code && issued.refusal.feature == refusal.feature &&
               issued.refusal.kind == refusal.kind && refusal.number <= issued.refusal.number &&
               is_within_a_day(issued.at_ms, now_ms);
    });
}

void GuardBook::confirm(const GuardRefusal& refusal, const PlaysByMinute& minutes) {
    for (GuardCounts& counts : counts_[index_of(refusal.feature)]) {
        if (refusal.kind == GuardKind::Plays) {
            for (const auto& [minute, number] : minutes) counts.plays.erase(minute);
        } else {
            counts.removed = 0;
            counts.size_before.reset();
        }
    }
    std::erase_if(counts_[index_of(refusal.feature)], is_empty);
    std::erase_if(issued_, [&](const Issued& issued) {
        if (issued.refusal.feature != refusal.feature || issued.refusal.kind != refusal.kind) return false;
        retire(issued.refusal.code);
        return true;
    });
}

std::vector<GuardRefusal> GuardBook::open_refusals(std::int64_t now_ms) const {
    std::vector<GuardRefusal> open;
    for (const Issued& issued : issued_) {
        if (!is_within_a_day(issued.at_ms, now_ms)) continue;
        std::erase_if(open, [&](const GuardRefusal& earlier) {
            return earlier.feature == issued.refusal.feature && earlier.kind == issued.refusal.kind;
        });
        open.push_back(issued.refusal);
    }
    return open;
}

void GuardBook::forget_old(std::int64_t now_ms) {
    for (std::vector<GuardCounts>& all : counts_) {
        std::erase_if(all,
                      [&](const GuardCounts& counts) { return is_empty(counts) || !still_counts(counts, now_ms); });
        std::size_t minutes = 0;
        std::for_each(all.rbegin(), all.rend(), [&](GuardCounts& counts) {
            if ((minutes += counts.plays.size()) > most_minutes) counts.plays.clear();
        });
    }
    std::erase_if(issued_, [&](const Issued& issued) {
        if (is_within_a_day(issued.at_ms, now_ms)) return false;
        retire(issued.refusal.code);
        return true;
    });
}

void GuardBook::merge(const GuardBook& other) {
    for (const FeatureId feature : feature_ids) {
        for (const GuardCounts& counts : other.counts_[index_of(feature)]) {
            count_removals(feature, counts.removed, counts.size_before, counts.from_ms);
            count_plays(feature, counts.plays, counts.from_ms);
        }
    }
    issued_.insert(issued_.begin(), other.issued_.begin(), other.issued_.end());
    for (const std::string& code : other.used_) retire(code);
}

void GuardBook::retire(std::string code) {
    if (used_.size() >= most_codes) used_.erase(used_.begin());
    used_.push_back(std::move(code));
}

bool GuardBook::is_taken(std::string_view code) const {
    return std::find(used_.begin(), used_.end(), code) != used_.end() ||
           std::any_of(issued_.begin(), issued_.end(),
                       [&](const Issued& issued) { return issued.refusal.code == code; });
}

}  // namespace mod_trakt::account
