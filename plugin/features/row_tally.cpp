#include "features/row_tally.hpp"

#include "support/error.hpp"

namespace mod_trakt::features {
namespace {

// A handful of odd rows at the end of a small account is no change of the API.
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
    // Not one usable row is never an empty list.
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
    throw Failure(Status::BadData, "schema_changed",
                  std::to_string(skipped()) + " of " + std::to_string(skipped() + taken_) +
                      " rows lack what this version expects: Trakt's answers seem to have changed");
}

}  // namespace mod_trakt::features
