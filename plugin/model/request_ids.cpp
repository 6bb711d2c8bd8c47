#include "model/request_ids.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "model/id_rules.hpp"
#include "model/request_id_text.hpp"
#include "model/text.hpp"
#include "model/title_name.hpp"

namespace mod_trakt {
namespace {

bool is_looked_up_by(IdKey key) noexcept {
    return std::find(strongest_first.begin(), strongest_first.end(), key) != strongest_first.end();
}

// null, "" and words such as "none" mean that there is no value. "0" is a value, though not an id.
bool is_value(json::Value value) noexcept {
    if (value.null_or_absent()) return false;
    if (!value.is_string()) return true;
    const std::string_view text = strip(value.text());
    static constexpr std::array<std::string_view, 5> words = {"none", "null", "nan", "undefined", "unknown"};
    return !text.empty() && std::none_of(words.begin(), words.end(),
                                         [&](std::string_view word) { return equal_ignoring_ascii_case(text, word); });
}

std::optional<std::string> usable_id(IdKey key, std::string_view text) {
    return key == IdKey::Imdb ? imdb_id_in(text) : number_in(text);
}

std::optional<std::string> usable_id(IdKey key, json::Value value) {
    if (value.is_string()) return usable_id(key, value.text());
    const auto integral = value.is_number() ? integral_text(value) : std::nullopt;
    return integral ? usable_id(key, std::string_view(*integral)) : std::nullopt;
}

class Reader {
public:
    Reader(KeyProfile profile, std::string& refused) : profile_(profile), refused_(refused) {}

    void read(Ids& ids, IdKey key, json::Value value) {
        if (is_looked_up_by(key)) {
            const std::optional<std::string> id = usable_id(key, value);
            if (id)
                ids.set(key, *id);
            else if (is_value(value))
                refuse(key, value);
        } else if (key == IdKey::Slug || key == IdKey::Guid) {
            assign_id(ids, key, value, profile_);
        }
    }
    void read_map(Ids& ids, json::Value map) {
        for (const auto [name, value] : map.members())
            if (const auto key = id_key_from(name)) read(ids, *key, value);
    }
    // The ids in a guid are the digits after a scheme. They may be too large, or the start of a date.
    void read_guid(Ids& ids, json::Value guid) {
        if (!guid.is_string()) return;
        Ids inside;
        assign_ids_of_guid(inside, guid.text(), KeyProfile::Default);
        for (const IdKey key : strongest_first) {
            if (!inside.has(key)) continue;
            const std::string_view digits = inside.get(key).substr(key == IdKey::Imdb ? 2 : 0);
            const std::optional<std::string> id = usable_id(key, inside.get(key));
            if (id && is_whole_in_guid(strip(guid.text()), digits))
                ids.set(key, *id);
            else
                refuse(key, guid);
        }
    }

private:
    void refuse(IdKey key, json::Value value) {
        constexpr std::size_t most_shown = 64;
        if (!refused_.empty()) refused_ += ", ";
        (refused_ += id_key_name(key)) += ' ';
        std::string text;
        json::Writer(text).value(value);
        refused_ += text.size() <= most_shown ? text : printable_start(text, most_shown) + "...";
    }

    KeyProfile profile_;
    std::string& refused_;
};

}  // namespace

RequestIds request_ids(json::Value object, KeyProfile profile) {
    RequestIds usable;
    Reader reader(profile, usable.refused);
    reader.read_map(usable.ids, object);
    reader.read_map(usable.ids, object["ids"]);
    reader.read_guid(usable.ids, truthy(object["guid"]) ? object["guid"] : object["ids"]["guid"]);
    reader.read_map(usable.show_ids, object["show_ids"]);
    return usable;
}

}  // namespace mod_trakt
