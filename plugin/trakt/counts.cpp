// Which values count as a count.
#include "trakt/counts.hpp"

#include "model/media_type.hpp"
#include "support/text.hpp"

namespace mod_trakt::trakt {
namespace {

std::optional<std::int64_t> checked(std::optional<std::int64_t> value) {
    return value && is_count(*value) ? value : std::nullopt;
}

}  // namespace

std::optional<std::int64_t> count_of(json::Value value) { return checked(value.integer()); }

std::optional<std::int64_t> count_or_0(json::Value value) { return value.null_or_absent() ? 0 : count_of(value); }

std::optional<std::int64_t> deleted_plays(json::Value answer) {
    const json::Value deleted = answer["deleted"].is_object() ? answer["deleted"] : answer["removed"];
    if (!deleted.is_object()) return std::nullopt;
    const auto movies = count_or_0(deleted[plural(MediaType::Movie)]);
    const auto episodes = count_or_0(deleted[plural(MediaType::Episode)]);
    return movies && episodes ? std::optional(*movies + *episodes) : std::nullopt;
}

std::optional<std::int64_t> count_header(const http::Headers& headers, std::string_view name) {
    const auto text = headers.get(name);
    return text ? checked(parse_number<std::int64_t>(ascii_strip(*text))) : std::nullopt;
}

}  // namespace mod_trakt::trakt
