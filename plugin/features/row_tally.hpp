// Counts rows that could not be used: a few are passed over with a warning, many mean that Trakt's answers have
// changed.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "model/feature_id.hpp"
#include "support/log.hpp"

namespace mod_trakt::features {

class RowTally {
public:
    void taken(std::size_t rows = 1) noexcept { taken_ += rows; }
    void skipped(std::string_view reason) { ++skipped_[std::string(reason)]; }
    RowTally& operator+=(const RowTally& other);
    // More rows were skipped than could be used, in a list of some length.
    bool is_mostly_skipped() const noexcept;
    // As is_mostly_skipped(), or not one usable row in a short list.
    bool looks_like_schema_change() const noexcept;
    std::size_t skipped() const noexcept;
    // Says what was skipped, if anything.
    void log(FeatureId feature, const Log& log) const;
    // Throws Failure BAD_DATA ("schema_changed").
    [[noreturn]] void fail() const;
    // As log(), and fails when it tells of a change.
    void conclude(FeatureId feature, const Log& log) const;

private:
    std::size_t taken_ = 0;
    std::map<std::string, std::size_t> skipped_;
};

}  // namespace mod_trakt::features
