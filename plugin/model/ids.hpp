// A closed map from id key to normalised id text.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "model/id_key.hpp"
#include "support/json/writer.hpp"

namespace mod_trakt {

class Ids {
public:
    // Empty when there is none: a normalised id is never empty.
    std::string_view get(IdKey key) const noexcept { return values_[index(key)]; }
    bool has(IdKey key) const noexcept { return !values_[index(key)].empty(); }
    void set(IdKey key, std::string_view value) { values_[index(key)].assign(value); }
    void erase(IdKey key) noexcept { values_[index(key)].clear(); }
    void clear() noexcept {
        for (auto& value : values_) value.clear();
    }
    bool empty() const noexcept {
        for (const auto& value : values_)
            if (!value.empty()) return false;
        return true;
    }
    // f(IdKey, std::string_view) for each id, in storage order.
    template <typename F>
    void each(F&& f) const {
        for (std::size_t i = 0; i < id_key_count; ++i)
            if (!values_[i].empty()) f(static_cast<IdKey>(i), std::string_view(values_[i]));
    }
    // An object with the values as text, as index items carry them.
    void write(json::Writer& writer) const;

    bool operator==(const Ids&) const = default;

private:
    static constexpr std::size_t index(IdKey key) noexcept { return static_cast<std::size_t>(key); }
    std::array<std::string, id_key_count> values_;
};

}  // namespace mod_trakt
