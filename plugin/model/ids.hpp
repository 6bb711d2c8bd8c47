// A map from id key to normalised id text.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "model/id_key.hpp"
#include "support/json/writer.hpp"

namespace mod_trakt {

// A value type. All values are in one text, because hundreds of thousands of items are created and moved.
class Ids {
public:
    Ids() = default;
    Ids(const Ids&) = default;
    Ids& operator=(const Ids&) = default;
    Ids(Ids&& other) noexcept : text_(std::move(other.text_)), places_(std::exchange(other.places_, {})) {}
    Ids& operator=(Ids&& other) noexcept {
        text_ = std::move(other.text_);
        places_ = std::exchange(other.places_, {});
        return *this;
    }

    // Empty when there is none: a normalised id is never empty. The view is valid until the ids change.
    std::string_view get(IdKey key) const noexcept { return get(index(key)); }
    bool has(IdKey key) const noexcept { return places_[index(key)].size != 0; }
    void set(IdKey key, std::string_view value) {
        const auto begin = static_cast<std::uint32_t>(text_.size());
        if (begin == 0) text_.reserve(usual_bytes);
        text_ += value;
        places_[index(key)] = {begin, static_cast<std::uint32_t>(value.size())};
    }
    void erase(IdKey key) noexcept { places_[index(key)] = {}; }
    void clear() noexcept {
        text_.clear();
        places_ = {};
    }
    bool empty() const noexcept {
        for (const Place& place : places_)
            if (place.size != 0) return false;
        return true;
    }
    // Calls f(IdKey, std::string_view) for each id, in storage order.
    template <typename F>
    void each(F&& f) const {
        for (std::size_t i = 0; i < id_key_count; ++i)
            if (places_[i].size != 0) f(static_cast<IdKey>(i), get(i));
    }
    // Writes an object with the values as text, as in index items.
    void write(json::Writer& writer) const;

    bool operator==(const Ids& other) const noexcept {
        for (std::size_t i = 0; i < id_key_count; ++i)
            if (get(i) != other.get(i)) return false;
        return true;
    }

private:
    struct Place {
        std::uint32_t begin = 0;
        std::uint32_t size = 0;  // 0: there is none
    };

    static constexpr std::size_t usual_bytes = 62;  // of the five ids that Trakt sends

    static constexpr std::size_t index(IdKey key) noexcept { return static_cast<std::size_t>(key); }
    std::string_view get(std::size_t i) const noexcept {
        return std::string_view(text_).substr(places_[i].begin, places_[i].size);
    }

    std::string text_;
    std::array<Place, id_key_count> places_{};
};

}  // namespace mod_trakt
