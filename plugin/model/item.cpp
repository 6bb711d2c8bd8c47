// Reducing an object to an item, and writing it.
#include "model/item.hpp"

#include <array>
#include <utility>

#include "model/id_rules.hpp"
#include "model/text.hpp"

namespace mod_trakt {
namespace {

constexpr std::array<std::pair<std::string_view, Field Item::*>, 7> optional_members = {{
    {"watched", &Item::watched},
    {"watched_at", &Item::watched_at},
    {"rating", &Item::rating},
    {"rated_at", &Item::rated_at},
    {"season", &Item::season},
    {"episode", &Item::episode},
    {"series_title", &Item::series_title},
}};

// The members of an object that matter for an item, found in one pass.
struct Members {
    json::Value type, title, year, ids, show_ids, guid, season_number, episode_number, own_ids;
};

Members read_members(json::Value object, Item& item, KeyProfile profile) {
    Members found;
    for (const auto [name, value] : object.members()) {
        if (name == "type")
            found.type = value;
        else if (name == "title")
            found.title = value;
        else if (name == "year")
            found.year = value;
        else if (name == "ids")
            found.ids = value;
        else if (name == "show_ids")
            found.show_ids = value;
        else if (name == "season_number")
            found.season_number = value;
        else if (name == "episode_number")
            found.episode_number = value;
        else if (name == own_ids_name)
            found.own_ids = value;
        else if (const auto key = id_key_from(name)) {
            if (*key == IdKey::Guid) found.guid = value;
            assign_id(item.ids, *key, value, profile);
        } else {
            for (const auto& [member, field] : optional_members)
                if (name == member) item.*field = Field(value);
        }
    }
    return found;
}

void merge_ids(Item& item, const Members& members, KeyProfile profile) {
    assign_ids(item.ids, members.ids, profile);
    const json::Value guid = truthy(members.guid) ? members.guid : members.ids["guid"];
    if (guid.is_string())
        assign_ids_of_guid(item.ids, guid.text(), profile);
    else if (truthy(guid) && profile == KeyProfile::CrossWatch32)
        assign_ids_of_guid(item.ids, text_of(guid), profile);
}

bool says_own_ids(const Members& members) {
    return members.own_ids.boolean().value_or(equal_ignoring_ascii_case(strip(members.own_ids.text()), "true"));
}

Item minimal_from(json::Value object, const KeyRules& rules, Members& members) {
    Item item;
    members = read_members(object, item, rules.profile);
    if (members.type.null_or_absent() || members.type.is_string())
        item.type = type_of(members.type.text());
    else
        item.type = type_of(text_of(members.type));
    item.typed = !members.type.null_or_absent() && !(members.type.is_string() && strip(members.type.text()).empty());
    item.title = Field(members.title);
    item.year = Field(members.year);
    merge_ids(item, members, rules.profile);
    if (is_in_show(item) && members.show_ids.is_object()) {
        Ids show;
        assign_ids(show, members.show_ids, rules.profile);
        if (!show.empty()) item.show_ids = std::move(show);
    }
    item.has_own_ids = is_of_type(item, MediaType::Episode) && !item.show_ids && says_own_ids(members);
    return item;
}

// Null and blank text count as missing; under the rules of 3.2.0 also 0.
bool is_missing(const Field& number, KeyProfile profile) {
    if (number.null_or_absent()) return true;
    if (profile == KeyProfile::CrossWatch32) return !truthy(number.view());
    return number.view().is_string() && strip(number.view().text()).empty();
}

void promote(Field& field, json::Value number, KeyProfile profile) {
    if (number.null_or_absent()) return;
    if (profile == KeyProfile::CrossWatch32 && !truthy(number))
        // 3.2.0 applied its truth test only to `season` and `episode`, so a false number is kept as a value that
        // is_missing() does not test.
        field = number.is_string() ? Field::empty_text() : Field::integer(0);
    else
        field = Field(number);
}

}  // namespace

Field Field::empty_text() {
    Field field;
    field.kind_ = Kind::EmptyText;
    return field;
}

Field Field::integer(std::int64_t value) {
    Field field;
    field.kind_ = Kind::Integer;
    field.integer_ = value;
    return field;
}

Field Field::null() {
    Field field;
    field.kind_ = Kind::Null;
    return field;
}

std::optional<std::string_view> Field::own_text() const noexcept {
    if (kind_ != Kind::EmptyText) return std::nullopt;
    return std::string_view();
}

std::optional<std::int64_t> Field::own_integer() const noexcept {
    if (kind_ != Kind::Integer) return std::nullopt;
    return integer_;
}

void Field::write(json::Writer& writer) const {
    switch (kind_) {
        case Kind::Missing:
        case Kind::Null: return writer.null();
        case Kind::View: return writer.value(view_);
        case Kind::EmptyText: return writer.string({});
        case Kind::Integer: return writer.integer(integer_);
    }
}

void Field::write_member(json::Writer& writer, std::string_view name) const {
    if (kind_ == Kind::View) return writer.member(name, view_);
    writer.key(name);
    write(writer);
}

std::string type_of(std::string_view text) {
    std::string type(strip(text));
    lower_in_place(type);
    if (type.empty()) return std::string(singular(MediaType::Movie));
    if (type == "series" || type == "tv") return std::string(singular(MediaType::Show));
    if (const auto listed = media_type_of_plural(type)) return std::string(singular(*listed));
    return type;
}

Item minimal(json::Value object, const KeyRules& rules) {
    Members members;
    return minimal_from(object, rules, members);
}

Item reduce(json::Value object, const KeyRules& rules) {
    Members members;
    Item item = minimal_from(object, rules, members);
    if (is_missing(item.season, rules.profile)) promote(item.season, members.season_number, rules.profile);
    if (is_missing(item.episode, rules.profile)) promote(item.episode, members.episode_number, rules.profile);
    return item;
}

void write_item_members(json::Writer& writer, const Item& item) {
    writer.member("type", item.type);
    item.title.write_member(writer, "title");
    item.year.write_member(writer, "year");
    writer.key("ids");
    item.ids.write(writer);
    if (item.show_ids) {
        writer.key("show_ids");
        item.show_ids->write(writer);
    }
    for (const auto& [name, field] : optional_members) {
        if ((item.*field).present()) (item.*field).write_member(writer, name);
    }
    const bool is_numbered = !item.season.null_or_absent() && !item.episode.null_or_absent();
    if (item.has_own_ids && is_numbered) writer.member(own_ids_name, true);
}

void write_item(json::Writer& writer, const Item& item) {
    writer.begin_object();
    write_item_members(writer, item);
    writer.end_object();
}

}  // namespace mod_trakt
