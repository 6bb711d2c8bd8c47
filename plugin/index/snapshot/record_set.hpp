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
        if (slots_.size() < 2 * ends_.size() + least_slots) spread(2 * slots_.size() + least_slots);
        const std::size_t last = slots_.size() - 1;
        std::size_t at = hash & last;
        for (; slots_[at].number != 0; at = (at + 1) & last)  // at least half of the slots are free
            if (slots_[at].hash == hash && record_of(slots_[at]) == record) return slots_[at].number - 1;
        bytes_ += record;
        ends_.push_back(static_cast<std::uint32_t>(bytes_.size()));
        slots_[at] = {hash, static_cast<std::uint32_t>(ends_.size())};
        return slots_[at].number - 1;
    }

    // Has the place of a record with this hash brought into the CPU cache, for put() a moment later.
    void expect(std::uint32_t hash) const noexcept {
        if (!slots_.empty()) __builtin_prefetch(&slots_[hash & (slots_.size() - 1)], 1);
    }

    // Reserves room for `records` records of `bytes` bytes in all.
    void reserve(std::size_t records, std::size_t bytes) {
        bytes_.reserve(bytes);
        ends_.reserve(records);
        if (slots_.size() < 2 * records + least_slots) spread(2 * records + least_slots);
    }

    std::size_t size() const noexcept { return ends_.size(); }
    std::string_view bytes() const noexcept { return bytes_; }

private:
    static constexpr std::size_t least_slots = 64;

    struct Slot {
        std::uint32_t hash = 0;
        std::uint32_t number = 0;  // of the record plus 1; 0: the slot is free
    };

    std::string_view record_of(Slot slot) const noexcept {
        const std::size_t begin = slot.number == 1 ? 0 : ends_[slot.number - 2];
        return bytes().substr(begin, ends_[slot.number - 1] - begin);
    }
    void spread(std::size_t least) {
        const std::vector<Slot> before = std::exchange(slots_, std::vector<Slot>(std::bit_ceil(least)));
        const std::size_t last = slots_.size() - 1;
        for (const Slot slot : before) {
            if (slot.number == 0) continue;
            std::size_t at = slot.hash & last;
            while (slots_[at].number != 0) at = (at + 1) & last;
            slots_[at] = slot;
        }
    }

    std::string bytes_;
    std::vector<std::uint32_t> ends_;  // by record
    std::vector<Slot> slots_;          // their number is a power of two
};

}  // namespace mod_trakt::index
