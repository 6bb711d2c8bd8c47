#include "account/title_json.hpp"

namespace mod_trakt::account {
namespace {

Ids read_ids(json::Value object) {
    Ids ids;
    for (const auto& [name, value] : object.members())
        if (const auto key = id_key_from(name); key && !value.text().empty()) ids.set(*key, value.text());
    return ids;
}

}  // namespace

void write_title(json::Writer& writer, const TitleName& title) {
    writer.member("type", title.type ? singular(*title.type) : std::string_view());
    writer.key("ids");
    title.ids.write(writer);
    if (!title.show.empty()) {
        writer.key("show_ids");
        title.show.write(writer);
    }
    if (title.season) writer.member("season", *title.season);
    if (title.episode) writer.member("episode", *title.episode);
}

TitleName read_title(json::Value object) {
    TitleName title;
    title.type = media_type_of_singular(object["type"].text());
    title.ids = read_ids(object["ids"]);
    title.show = read_ids(object["show_ids"]);
    title.season = object["season"].integer();
    title.episode = object["episode"].integer();
    return title;
}

}  // namespace mod_trakt::account
