// Which rows of a list have been seen, and on which page first. A long list has a hundred thousand of them: they stand
// in one piece of memory, where a map would take a piece for each.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace mod_trakt::index {

class SeenIds {
public:
    bool empty() const noexcept { return count_ == 0; }

    // Room for so many without moving.
    void reserve(std::size_t ids) {
        const std::size_t wanted = std::bit_ceil(ids + ids / 2 + least_places);
        if (wanted > places_.size()) spread(wanted);
    }

    // The page (from 1 on) that this id was first seen on; 0: it is new, and `page` is now that page.
    std::int64_t put(std::int64_t id, std::int64_t page) {
        if (count_ + count_ / 2 >= places_.size()) reserve(count_ * 2);
        Place& place = place_of(id);
        if (place.page != 0) return place.page;
        place = {id, page};
        ++count_;
        return 0;
    }

    bool has(std::int64_t id) const noexcept { return !empty() && places_[index_of(id)].page != 0; }

private:
    struct Place {
        std::int64_t id = 0;
        std::int64_t page = 0;  // 0: nobody is here
    };
    static constexpr std::size_t least_places = 64;

    // Its place, or the free one that it gets. At least a third of all places is free, so the walk ends.
    Place& place_of(std::int64_t id) noexcept { return places_[index_of(id)]; }
    std::size_t index_of(std::int64_t id) const noexcept {
        constexpr std::uint64_t golden = 0x9E3779B97F4A7C15;  // ids come in runs; this spreads them
        const std::size_t last = places_.size() - 1;
        std::size_t at = (static_cast<std::uint64_t>(id) * golden) >> (64 - std::bit_width(last));
        while (places_[at].page != 0 && places_[at].id != id) at = (at + 1) & last;
        return at;
    }
    void spread(std::size_t places) {
        const std::vector<Place> before = std::exchange(places_, std::vector<Place>(places));
        for (const Place& place : before)
            if (place.page != 0) place_of(place.id) = place;
    }

    std::vector<Place> places_;  // a power of two
    std::size_t count_ = 0;
};

}  // namespace mod_trakt::index
