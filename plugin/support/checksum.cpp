// Checksum by XXH3.
#include "support/checksum.hpp"

#include <new>
#include <type_traits>

#include "support/xxhash.hpp"

namespace mod_trakt {
namespace {

const XXH3_state_t& state_in(const std::byte* place) noexcept {
    return *std::launder(reinterpret_cast<const XXH3_state_t*>(place));
}
XXH3_state_t& state_in(std::byte* place) noexcept { return *std::launder(reinterpret_cast<XXH3_state_t*>(place)); }

}  // namespace

Checksum::Checksum() noexcept {
    static_assert(sizeof(XXH3_state_t) <= sizeof state_ && alignof(XXH3_state_t) <= alignof(Checksum));
    static_assert(std::is_trivially_copyable_v<XXH3_state_t> && std::is_trivially_destructible_v<XXH3_state_t>);
    XXH3_64bits_reset(new (state_.data()) XXH3_state_t);
}

void Checksum::add(std::string_view bytes) noexcept {
    XXH3_64bits_update(&state_in(state_.data()), bytes.data(), bytes.size());
}

std::uint64_t Checksum::value() const noexcept { return XXH3_64bits_digest(&state_in(state_.data())); }

std::uint64_t checksum(std::string_view bytes) noexcept { return XXH3_64bits(bytes.data(), bytes.size()); }

}  // namespace mod_trakt
