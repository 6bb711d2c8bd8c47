// One media item as hosts see it, reduced to the members that all providers share ("minimal").
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "model/ids.hpp"
#include "model/key_rules.hpp"
#include "model/media_type.hpp"
#include "model/request_ids.hpp"
#include "support/json/value.hpp"
#include "support/json/writer.hpp"

namespace mod_trakt {

// A member's value: missing, as it was read (a view, valid while its document exists), or made by the plugin.
class Field {
public:
    Field() = default;
    Field(json::Value value) : view_(value), kind_(value.present() ? Kind::View : Kind::Missing) {}
    static Field empty_text();
    static Field integer(std::int64_t value);
    // A member that is written as null.
    static Field null();
    // The value as it was read, or null when it is missing.
    static Field or_null(json::Value value) { return value.present() ? Field(value) : null(); }

    bool present() const noexcept { return kind_ != Kind::Missing; }
    bool null_or_absent() const noexcept {
        return kind_ == Kind::Missing || kind_ == Kind::Null || (kind_ == Kind::View && view_.is_null());
    }
    // The value as it was read; not present for a value made by the plugin.
    json::Value view() const noexcept { return view_; }
    // The value made by the plugin, if it has that type; the only text is the empty one.
    std::optional<std::string_view> own_text() const noexcept;
    std::optional<std::int64_t> own_integer() const noexcept;
    void write(json::Writer& writer) const;  // writes a missing value as null
    void write_member(json::Writer& writer, std::string_view name) const;

private:
    enum class Kind : std::uint8_t { Missing, Null, View, EmptyText, Integer };
    json::Value view_;
    std::int64_t integer_ = 0;
    Kind kind_ = Kind::Missing;
};

// Fields are views, so the document must outlive the item.
struct Item {
    std::string type;   // "movie", "show", "season", "episode", or another given word in lower case
    bool typed = true;  // false: no type was given, and "movie" is assumed by convention
    Field title;        // written as null when missing, like year
    Field year;
    Ids ids;                      // merged from all members with ids, and normalised
    std::optional<Ids> show_ids;  // of a season or episode; never empty when present
    // The ids of an input that a request may carry; null: a request may carry all ids, as for Trakt's own rows.
    std::shared_ptr<const RequestIds> request_ids;
    Field watched, watched_at, rating, rated_at, season, episode, series_title;  // written only when present
};

inline const Ids& ids_for_requests(const Item& item) noexcept {
    return item.request_ids ? item.request_ids->ids : item.ids;
}
// Precondition: the item has show_ids.
inline const Ids& show_ids_for_requests(const Item& item) noexcept {
    return item.request_ids ? item.request_ids->show_ids : *item.show_ids;
}

// Normalises a word for a type ("Series" -> "show"); empty -> "movie"; other words in lower case.
std::string type_of(std::string_view text);

// The type as one of Trakt's four; nullopt for any other type.
inline std::optional<MediaType> media_type(const Item& item) noexcept { return media_type_of_singular(item.type); }
inline bool is_of_type(const Item& item, MediaType type) noexcept { return item.type == singular(type); }

// Whether titles of this type belong to a show: seasons and episodes.
constexpr bool is_in_show(MediaType type) noexcept { return type == MediaType::Season || type == MediaType::Episode; }
inline bool is_in_show(const Item& item) noexcept {
    return is_of_type(item, MediaType::Season) || is_of_type(item, MediaType::Episode);
}

// Reduces an incoming object to the members that hosts and providers share. Precondition: `object.is_object()`.
Item minimal(json::Value object, const KeyRules& rules);

// The same, but season_number and episode_number replace a missing season or episode; `minimal` drops them. The plugin
// works with this form.
Item reduce(json::Value object, const KeyRules& rules);

void write_item(json::Writer& writer, const Item& item);
// Writes only the members, into an open object, for callers that add further members.
void write_item_members(json::Writer& writer, const Item& item);

}  // namespace mod_trakt
