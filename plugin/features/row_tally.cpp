#include "features/row_tally.hpp"

#include "support/error.hpp"

namespace mod_trakt::features {
namespace {

// A few skipped rows in a small account do not prove a change of the API.
constexpr std::size_t rows_to_judge = 20;

}  // namespace

RowTally& RowTally::operator+=(const RowTally& other) {
    taken_ += other.taken_;
    for (const auto& [reason, count] : other.skipped_) skipped_[reason] += count;
    return *this;
}

std::size_t RowTally::skipped() const noexcept {
    std::size_t skipped = 0;
    for (const auto& [reason, count] : skipped_) skipped += count;
    return skipped;
}

bool RowTally::is_mostly_skipped() const noexcept {
    const std::size_t skipped = this->skipped();
    return skipped > taken_ && skipped + taken_ >= rows_to_judge;
}

bool RowTally::looks_like_schema_change() const noexcept {
    // A list with skipped rows only must not count as empty.
    return is_mostly_skipped() || (taken_ == 0 && skipped() > 0);
}

void RowTally::log(FeatureId feature, const Log& log) const {
    if (skipped_.empty()) return;
    log.with(LogLevel::Warn, name_of(feature), "rows_skipped", [&](json::Writer& fields) {
        for (const auto& [reason, count] : skipped_) fields.member(reason, static_cast<std::uint64_t>(count));
    });
}

void RowTally::conclude(FeatureId feature, const Log& log) const {
    this->log(feature, log);
    if (looks_like_schema_change()) fail();
}

void RowTally::fail() const {
    throw Failure(
        Status::BadData, "schema_changed",
        std::to_string(skipped()) + " of " + std::to_string(skipped() + taken_) +
            " rows lack members that this version needs: Trakt's API seems to have changed; update the plugin");
}

}  // namespace mod_trakt::features
