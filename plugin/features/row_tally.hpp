// Counts usable and skipped rows. A few skipped rows are logged; many mean that Trakt's API has changed.
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
    void count_taken(std::size_t rows = 1) noexcept { taken_ += rows; }
    void count_skipped(std::string_view reason) { ++skipped_[std::string(reason)]; }
    RowTally& operator+=(const RowTally& other);
    // True if more rows were skipped than used, and there are enough rows to judge.
    bool is_mostly_skipped() const noexcept;
    // True if is_mostly_skipped(), or if a short list has no usable row.
    bool looks_like_schema_change() const noexcept;
    std::size_t skipped() const noexcept;
    // Logs the number of skipped rows by reason, if there are any.
    void log(FeatureId feature, const Log& log) const;
    // Throws Failure BAD_DATA ("schema_changed").
    [[noreturn]] void fail() const;
    // log(), then fail() if looks_like_schema_change().
    void conclude(FeatureId feature, const Log& log) const;

private:
    std::size_t taken_ = 0;
    std::map<std::string, std::size_t> skipped_;
};

}  // namespace mod_trakt::features
