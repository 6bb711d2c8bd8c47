#include "account/run_change.hpp"

#include "support/iso_time.hpp"

namespace mod_trakt::account {
namespace {

Ids ids_in_record(json::Value object) {
    Ids ids;
    for (const auto& [name, value] : object.members())
        if (const auto key = id_key_from(name); key && !value.text().empty()) ids.set(*key, value.text());
    return ids;
}

void write_rating(json::Writer& writer, std::string_view name, const RunChange::Rating& rating) {
    writer.key(name);
    writer.begin_object();
    writer.member("rating", rating.value);
    if (rating.rated_ms) writer.member("rated_at", format_iso_ms(*rating.rated_ms));
    writer.end_object();
}

std::optional<RunChange::Rating> read_rating(json::Value object) {
    const auto value = object["rating"].integer();
    if (!value) return std::nullopt;
    return RunChange::Rating{static_cast<int>(*value), parse_iso_ms(object["rated_at"].text())};
}

}  // namespace

void write_change_members(json::Writer& writer, const RunChange& change) {
    const TitleName& title = change.title;
    if (change.kind == RunChange::Kind::Taken) {
        writer.member("by", static_cast<std::int64_t>(change.by));
        writer.member("known", format_iso_ms(change.known_ms));
    }
    writer.member("type", title.type ? singular(*title.type) : std::string_view());
    if (!change.text.empty()) writer.member("title", change.text);
    writer.key("ids");
    title.ids.write(writer);
    if (!title.show.empty()) {
        writer.key("show_ids");
        title.show.write(writer);
    }
    if (title.season) writer.member("season", *title.season);
    if (title.episode) writer.member("episode", *title.episode);
    if (change.watched_ms) writer.member("watched_at", format_iso_ms(*change.watched_ms));
    if (change.history_id != 0) writer.member("history_id", change.history_id);
    if (!change.beside.empty()) {
        writer.key("beside");
        writer.begin_array();
        for (const std::int64_t id : change.beside) writer.integer(id);
        writer.end_array();
    }
    if (change.rating) write_rating(writer, "to", *change.rating);
    if (change.before) write_rating(writer, "before", *change.before);
    if (!change.is_before_known) writer.member("before", "not known");
    if (change.was_there) writer.member("was_there", true);
}

RunChange read_change(json::Value object) {
    RunChange change;
    change.title.type = media_type_of_singular(object["type"].text());
    change.title.ids = ids_in_record(object["ids"]);
    change.title.show = ids_in_record(object["show_ids"]);
    change.title.season = object["season"].integer();
    change.title.episode = object["episode"].integer();
    change.text = object["title"].text();
    change.watched_ms = parse_iso_ms(object["watched_at"].text());
    change.history_id = object["history_id"].integer().value_or(0);
    for (const json::Value id : object["beside"].elements()) change.beside.push_back(id.integer().value_or(0));
    change.rating = read_rating(object["to"]);
    change.before = read_rating(object["before"]);
    change.is_before_known = !object["before"].is_string();
    change.was_there = object["was_there"].boolean().value_or(false);
    change.by = static_cast<std::size_t>(object["by"].integer().value_or(0));
    change.known_ms = parse_iso_ms(object["known"].text()).value_or(0);
    return change;
}

}  // namespace mod_trakt::account
