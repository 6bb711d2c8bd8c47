// Random numbers that are equal for the same seed on every machine, unlike the distributions of the standard library.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <random>

namespace mod_trakt::property {

class Random {
public:
    explicit Random(std::uint64_t seed) : engine_(seed * 0x9e3779b97f4a7c15ULL + 1) {}

    std::uint64_t raw() { return engine_(); }
    // first..last, both included.
    std::int64_t between(std::int64_t first, std::int64_t last) {
        return first + static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(last - first + 1));
    }
    bool percent(int chance) { return between(1, 100) <= chance; }
    std::size_t below(std::size_t size) { return static_cast<std::size_t>(engine_() % size); }
    template <typename T>
    T one_of(std::initializer_list<T> choices) {
        return *(choices.begin() + below(choices.size()));
    }
    // The place of one of `weights`, which are shares of their sum.
    std::size_t weighted(std::initializer_list<int> weights) {
        std::int64_t sum = 0;
        for (const int weight : weights) sum += weight;
        std::int64_t left = between(0, sum - 1);
        std::size_t place = 0;
        for (const int weight : weights) {
            if (left < weight) break;
            left -= weight;
            ++place;
        }
        return place;
    }

private:
    std::mt19937_64 engine_;
};

}  // namespace mod_trakt::property
