// Short records of bytes, one behind the other, each once, numbered in the order of their coming.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mod_trakt::index {

class RecordSet {
public:
    // The number of the record. `hash`: the same for equal records, and for few others. What `write(text)` appends is
    // the record.
    template <typename Write>
    std::uint32_t put(std::uint32_t hash, Write&& write) {
        if (slots_.size() < 2 * ends_.size() + least_slots) spread(std::max(least_slots, slots_.size() * 2));
        const std::size_t begin = bytes_.size();
        write(bytes_);
        const std::size_t last = slots_.size() - 1;
        std::size_t at = hash & last;
        for (; slots_[at] != 0; at = (at + 1) & last) {  // at least half of all slots is free
            if (hashes_[slots_[at] - 1] != hash || record(slots_[at] - 1) != bytes().substr(begin)) continue;
            bytes_.resize(begin);
            return slots_[at] - 1;
        }
        ends_.push_back(static_cast<std::uint32_t>(bytes_.size()));
        hashes_.push_back(hash);
        slots_[at] = static_cast<std::uint32_t>(ends_.size());
        return slots_[at] - 1;
    }

    // Room for so many records of so many bytes without moving.
    void reserve(std::size_t records, std::size_t bytes) {
        bytes_.reserve(bytes);
        ends_.reserve(records);
        hashes_.reserve(records);
        if (slots_.size() < 2 * records + least_slots) spread(std::bit_ceil(2 * records + least_slots));
    }

    std::size_t size() const noexcept { return ends_.size(); }
    std::string_view bytes() const noexcept { return bytes_; }

private:
    static constexpr std::size_t least_slots = 64;

    std::string_view record(std::uint32_t number) const noexcept {
        const std::size_t begin = number == 0 ? 0 : ends_[number - 1];
        return bytes().substr(begin, ends_[number] - begin);
    }
    void spread(std::size_t slots) {
        slots_.assign(slots, 0);
        const std::size_t last = slots_.size() - 1;
        for (std::uint32_t number = 0; number < ends_.size(); ++number) {
            std::size_t at = hashes_[number] & last;
            while (slots_[at] != 0) at = (at + 1) & last;
            slots_[at] = number + 1;
        }
    }

    std::string bytes_;
    std::vector<std::uint32_t> ends_, hashes_;  // by record
    std::vector<std::uint32_t> slots_;          // records counted from 1; 0: free; a power of two of them
};

}  // namespace mod_trakt::index
