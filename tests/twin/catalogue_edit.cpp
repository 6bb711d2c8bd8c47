// Edits of titles.
#include <charconv>

#include "twin/catalogue.hpp"

namespace mod_trakt::twin {
namespace {

// Sets the ids that `from` has. Returns false for an unknown kind of id or a value of the wrong type.
bool set_ids(Ids& ids, const json::object& from) {
    for (const auto& entry : from) {
        const std::string_view name(entry.key().data(), entry.key().size());
        const json::value& value = entry.value();
        if (name == "imdb") {
            if (!value.is_string() && !value.is_null()) return false;
            ids.imdb = value.is_string() ? std::string(value.get_string()) : std::string();
            continue;
        }
        std::int64_t* number = name == "trakt"  ? &ids.trakt
                               : name == "tmdb" ? &ids.tmdb
                               : name == "tvdb" ? &ids.tvdb
                                                : nullptr;
        if (!number || (!value.is_int64() && !value.is_null())) return false;
        *number = value.is_int64() ? value.get_int64() : 0;
    }
    return true;
}

bool has_id(const Ids& ids, std::string_view id_kind, std::string_view id) {
    if (id_kind == "imdb") return ids.imdb == id;
    std::int64_t number = 0;
    const auto parsed = std::from_chars(id.data(), id.data() + id.size(), number);
    if (parsed.ec != std::errc() || parsed.ptr != id.data() + id.size() || number == 0) return false;
    return (id_kind == "trakt" && ids.trakt == number) || (id_kind == "tmdb" && ids.tmdb == number) ||
           (id_kind == "tvdb" && ids.tvdb == number);
}

}  // namespace

std::vector<std::uint32_t> Catalogue::find_all(Kind kind, std::string_view id_kind, std::string_view id) const {
    std::vector<std::uint32_t> found;
    for (std::uint32_t item = 0; item < size(kind); ++item)
        if (has_id(ids(kind, item), id_kind, id)) found.push_back(item);
    for (const Alias& alias : aliases_)
        if (alias.kind == kind && has_id(alias.ids, id_kind, id)) found.push_back(alias.item);
    return found;
}

Ids& Catalogue::ids_to_edit(Kind kind, std::uint32_t item) { return const_cast<Ids&>(ids(kind, item)); }

bool Catalogue::change_ids(Kind kind, std::uint32_t item, const json::object& changed) {
    is_edited_ = true;
    return set_ids(ids_to_edit(kind, item), changed);
}

bool Catalogue::add_alias(Kind kind, std::uint32_t item, const json::object& alias) {
    is_edited_ = true;
    aliases_.push_back({kind, item, {}});
    return set_ids(aliases_.back().ids, alias);
}

void Catalogue::finish_edits() {
    index_ = {};
    write_json();
    build_index();
}

}  // namespace mod_trakt::twin
