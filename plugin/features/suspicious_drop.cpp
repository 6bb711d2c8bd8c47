#include "features/suspicious_drop.hpp"

#include <string>

#include "index/paging/list_reader.hpp"

namespace mod_trakt::features {

bool is_suspicious_drop(std::uint64_t before, std::uint64_t now) noexcept {
    return now < before && before - now > 25 && (before - now) * 5 > before;
}

void confirm_drop(std::uint64_t before, std::uint64_t first_reading, std::uint64_t second_reading) {
    if (second_reading == first_reading || !is_suspicious_drop(before, second_reading)) return;
    throw index::incomplete("partial_read", "the list had " + std::to_string(before) + " entries; two reads found " +
                                                std::to_string(first_reading) + " and " +
                                                std::to_string(second_reading) + "; build the index again later");
}

}  // namespace mod_trakt::features
