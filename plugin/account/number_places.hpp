// Which places of a list stand under a number; several may. Made for lists of a hundred thousand: four bytes a slot,
// and nothing is moved when the size is known.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace mod_trakt::account {

class NumberPlaces {
public:
    // Room for so many numbers without moving.
    void reserve(std::size_t numbers) {
        if (numbers * 2 > slots_.size()) spread(std::bit_ceil(numbers * 2 + least_slots));
    }

    // A place stands under one number.
    void put(std::uint64_t number, std::uint32_t place) {
        if (used_ * 2 >= slots_.size()) reserve(used_ * 2 + 1);
        if (numbers_.size() <= place) {
            const std::size_t size = std::max(place + least_slots, numbers_.size() * 2);
            numbers_.resize(size);
            before_.resize(size);
        }
        std::uint32_t& slot = slots_[slot_of(number)];
        if (slot == 0) ++used_;
        numbers_[place] = number;
        before_[place] = slot;
        slot = place + 1;
    }

    // f(place) for each place under the number, the newest first.
    template <typename F>
    void each(std::uint64_t number, F&& f) const {
        if (slots_.empty()) return;
        for (std::uint32_t next = slots_[slot_of(number)]; next != 0; next = before_[next - 1]) f(next - 1);
    }
    // The newest of them.
    std::optional<std::uint32_t> newest(std::uint64_t number) const {
        const std::uint32_t found = slots_.empty() ? 0 : slots_[slot_of(number)];
        return found != 0 ? std::optional(found - 1) : std::nullopt;
    }

private:
    static constexpr std::size_t least_slots = 64;

    // At least half of all slots is free, so the walk ends.
    std::size_t slot_of(std::uint64_t number) const noexcept {
        constexpr std::uint64_t golden = 0x9E3779B97F4A7C15;  // ids come in runs; this spreads them
        const std::size_t last = slots_.size() - 1;
        std::size_t at = (number * golden) >> (64 - std::bit_width(last));
        while (slots_[at] != 0 && numbers_[slots_[at] - 1] != number) at = (at + 1) & last;
        return at;
    }
    void spread(std::size_t slots) {
        const std::vector<std::uint32_t> former = std::exchange(slots_, std::vector<std::uint32_t>(slots));
        for (const std::uint32_t newest : former)
            if (newest != 0) slots_[slot_of(numbers_[newest - 1])] = newest;
    }

    std::vector<std::uint32_t> slots_;    // the newest place, counted from 1; 0: free; a power of two of them
    std::vector<std::uint64_t> numbers_;  // by place
    std::vector<std::uint32_t> before_;   // by place: the one before under the same number, counted from 1
    std::size_t used_ = 0;
};

}  // namespace mod_trakt::account
