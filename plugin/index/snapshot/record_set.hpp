// A set of short byte records: stored one after the other, each once, numbered in the order of insertion.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mod_trakt::index {

class RecordSet {
public:
    // Adds the record if it is new, and returns its number. `hash`: equal for equal records.
    std::uint32_t put(std::uint32_t hash, std::string_view record) {
        if (cells_.size() < 2 * ends_.size() + least_cells) rehash(2 * cells_.size() + least_cells);
        const std::size_t last = cells_.size() - 1;
        std::size_t at = hash & last;
        for (; cells_[at].number != 0; at = (at + 1) & last)  // at least half of the cells are free
            if (cells_[at].hash == hash && record_of(cells_[at]) == record) return cells_[at].number - 1;
        bytes_ += record;
        ends_.push_back(static_cast<std::uint32_t>(bytes_.size()));
        cells_[at] = {hash, static_cast<std::uint32_t>(ends_.size())};
        return cells_[at].number - 1;
    }

    // Loads into the CPU cache the cell of a record that put() is about to add.
    void expect(std::uint32_t hash) const noexcept {
        if (!cells_.empty()) __builtin_prefetch(&cells_[hash & (cells_.size() - 1)], 1);
    }

    // Reserves memory for `records` records of `bytes` bytes in all.
    void reserve(std::size_t records, std::size_t bytes) {
        bytes_.reserve(bytes);
        ends_.reserve(records);
        if (cells_.size() < 2 * records + least_cells) rehash(2 * records + least_cells);
    }

    std::size_t size() const noexcept { return ends_.size(); }
    std::string_view bytes() const noexcept { return bytes_; }

private:
    static constexpr std::size_t least_cells = 64;

    struct Cell {
        std::uint32_t hash = 0;
        std::uint32_t number = 0;  // of the record plus 1; 0: the cell is free
    };

    std::string_view record_of(Cell cell) const noexcept {
        const std::size_t begin = cell.number == 1 ? 0 : ends_[cell.number - 2];
        return bytes().substr(begin, ends_[cell.number - 1] - begin);
    }
    void rehash(std::size_t least) {
        const std::vector<Cell> before = std::exchange(cells_, std::vector<Cell>(std::bit_ceil(least)));
        const std::size_t last = cells_.size() - 1;
        for (const Cell cell : before) {
            if (cell.number == 0) continue;
            std::size_t at = cell.hash & last;
            while (cells_[at].number != 0) at = (at + 1) & last;
            cells_[at] = cell;
        }
    }

    std::string bytes_;
    std::vector<std::uint32_t> ends_;  // by record
    std::vector<Cell> cells_;          // their number is a power of two
};

}  // namespace mod_trakt::index
