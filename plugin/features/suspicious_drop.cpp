#include "features/suspicious_drop.hpp"

#include <string>

#include "index/paging/list_reader.hpp"

namespace mod_trakt::features {

bool is_suspicious_drop(std::uint64_t before, std::uint64_t now) noexcept {
    return now < before && before - now > 25 && (before - now) * 5 > before;
}

void confirm_drop(std::span<const CountsOfType> types) {
    CountsOfType all, shorter;
    for (const CountsOfType& type : types)
        for (CountsOfType* sum : {&all, &shorter}) {
            if (sum == &shorter && type.second >= type.before) continue;
            sum->before += type.before;
            sum->first += type.first;
            sum->second += type.second;
        }
    if (shorter.first == shorter.second || !is_suspicious_drop(all.before, all.second)) return;
    throw index::incomplete("partial_read", "the list had " + std::to_string(all.before) +
                                                " entries; two reads found " + std::to_string(all.first) + " and " +
                                                std::to_string(all.second) + "; build the index again later");
}

}  // namespace mod_trakt::features
