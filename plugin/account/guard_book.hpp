// What the guard remembers of an account: the changes of the last 24 hours, and the codes by which a person confirms
// refused changes.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/feature_id.hpp"
#include "support/clock.hpp"
#include "support/json/writer.hpp"

namespace mod_trakt::account {

enum class GuardKind : std::uint8_t {
    Plays,     // too many new plays on one minute
    Removals,  // too large a part of what the account has
    Emptying,  // a removal of all that is left
};
std::string_view name_of(GuardKind kind) noexcept;
std::optional<GuardKind> guard_kind_named(std::string_view name) noexcept;

struct GuardRefusal {
    FeatureId feature = FeatureId::History;
    GuardKind kind = GuardKind::Plays;
    std::int64_t number = 0;  // how many changes were refused, plus the earlier ones that count
    std::int64_t limit = 0;   // the most that is allowed
    std::string code;         // by which it is confirmed; empty in a dry run
    bool operator==(const GuardRefusal&) const = default;
};

// Writes it as an object, as reports and health show it.
void write_refusal(json::Writer& writer, const GuardRefusal& refusal);

// New plays by minute (Unix epoch, ms).
using PlaysByMinute = std::map<std::int64_t, std::int64_t>;

// The changes of one feature that began in one minute.
struct GuardCounts {
    std::int64_t from_ms = 0;  // that minute
    std::int64_t removed = 0;
    std::optional<std::int64_t> size_before;  // entries of the feature before the first of these removals, if known
    PlaysByMinute plays;
    bool operator==(const GuardCounts&) const = default;
};

// A value; times are Trakt's as far as they are known.
class GuardBook {
public:
    // How long a change counts, and how long a code confirms.
    static constexpr std::int64_t lifetime_ms = day_ms;

    // How many entries were removed in the last 24 hours.
    std::int64_t removed(FeatureId feature, std::int64_t now_ms) const;
    // How many entries the account had before the first of these removals; nullopt: not known.
    std::optional<std::int64_t> first_size(FeatureId feature, std::int64_t now_ms) const;
    // The plays of these minutes that were added earlier.
    PlaysByMinute plays_at(const PlaysByMinute& minutes, FeatureId feature, std::int64_t now_ms) const;

    void count_removals(FeatureId feature, std::int64_t number, std::optional<std::int64_t> size_before,
                        std::int64_t now_ms);
    void count_plays(FeatureId feature, const PlaysByMinute& plays, std::int64_t now_ms);
    // Takes back changes that were counted at `counted_ms` and were not made.
    void take_back_removals(FeatureId feature, std::int64_t number, std::int64_t counted_ms);
    void take_back_plays(FeatureId feature, const PlaysByMinute& plays, std::int64_t counted_ms);

    // Returns the code of this refusal: the one that it has already, or a new one that is not in use.
    std::string issue(const GuardRefusal& refusal, std::int64_t now_ms);
    // True if this code confirms these changes: it was issued for their feature and kind, and for at least their
    // number.
    bool may_pass(std::string_view code, const GuardRefusal& refusal, std::int64_t now_ms) const;
    // Notes that these changes were confirmed: the earlier ones no longer count, and the codes of this feature and kind
    // end. `minutes`: the minutes of the plays.
    void confirm(const GuardRefusal& refusal, const PlaysByMinute& minutes);
    // The refusals that can still be confirmed, the latest of each feature and kind.
    std::vector<GuardRefusal> open_refusals(std::int64_t now_ms) const;

    void forget_old(std::int64_t now_ms);
    // Adds the content of another book of the same account.
    void merge(const GuardBook& other);
    bool empty() const { return *this == GuardBook(); }
    bool operator==(const GuardBook&) const = default;

    // Nullopt: the text is not such a file.
    static std::optional<GuardBook> parse(const std::string& text);
    std::string render() const;

private:
    struct Issued {
        GuardRefusal refusal;
        std::int64_t at_ms = 0;
        bool operator==(const Issued&) const = default;
    };
    GuardCounts& counts_at(FeatureId feature, std::int64_t now_ms);
    GuardCounts* find_counts(FeatureId feature, std::int64_t counted_ms);
    void retire(std::string code);
    bool is_taken(std::string_view code) const;

    std::array<std::vector<GuardCounts>, feature_count> counts_;  // in the order of their minutes
    std::vector<Issued> issued_;                                  // the latest one last
    std::vector<std::string> used_;                               // codes that have ended; they are not issued again
};

}  // namespace mod_trakt::account
