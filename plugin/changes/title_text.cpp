#include "changes/title_text.hpp"

#include <algorithm>

#include "support/json/writer.hpp"

namespace mod_trakt::changes {
namespace {

struct ReducedWriter {
    json::Writer& writer;

    void head(std::string_view type, const Ids& ids) const {
        writer.member("type", type);
        writer.member("title", nullptr);
        writer.member("year", nullptr);
        writer.key("ids");
        ids.write(writer);
    }
    void in_show(const Ids& show, std::int64_t season) const {
        writer.key("show_ids");
        show.write(writer);
        writer.member("season", season);
    }
    void operator()(const MovieRef& ref) const { head("movie", ref.ids); }
    void operator()(const ShowRef& ref) const { head("show", ref.ids); }
    void operator()(const SeasonRef& ref) const { head("season", ref.ids); }
    void operator()(const EpisodeRef& ref) const { head("episode", ref.ids); }
    void operator()(const SeasonInShow& ref) const {
        head("season", {});
        in_show(ref.show, ref.season);
    }
    void operator()(const EpisodeInShow& ref) const {
        head("episode", {});
        in_show(ref.show, ref.season);
        writer.member("episode", ref.episode);
    }
};

// Names a title by its type and ids: "movie imdb:tt0137523 tmdb:550", "episode 1x02 of show tvdb:7".
struct Naming {
    static std::string named(std::string text, const Ids& ids) {
        ids.each([&](IdKey key, std::string_view value) {
            text.append(1, ' ').append(id_key_name(key)).append(1, ':').append(value);
        });
        return text;
    }
    std::string operator()(const MovieRef& ref) const { return named("movie", ref.ids); }
    std::string operator()(const ShowRef& ref) const { return named("show", ref.ids); }
    std::string operator()(const SeasonRef& ref) const { return named("season", ref.ids); }
    std::string operator()(const EpisodeRef& ref) const { return named("episode", ref.ids); }
    std::string operator()(const SeasonInShow& ref) const {
        return named("season " + std::to_string(ref.season) + " of show", ref.show);
    }
    std::string operator()(const EpisodeInShow& ref) const {
        return named("episode " + std::to_string(ref.season) + "x" + std::to_string(ref.episode) + " of show",
                     ref.show);
    }
};

// The beginning of a title, for a line of text.
std::string one_line(std::string_view title) {
    constexpr std::size_t most_bytes = 120;
    std::size_t length = std::min(title.size(), most_bytes);
    // The text must not end in the middle of a character.
    while (length < title.size() && length > 0 && (static_cast<unsigned char>(title[length]) & 0xC0) == 0x80) --length;
    std::string text(title.substr(0, length));
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
    return text;
}

}  // namespace

std::string name_for_people(const Intent& intent) {
    std::string name;
    const std::string_view title = intent.item != nullptr ? intent.item->title.view().text() : std::string_view();
    if (!title.empty()) name.append("\"").append(one_line(title)).append("\" ");
    return name.append("(").append(std::visit(Naming{}, intent.title)).append(")");
}

std::string reduced_item_json(const MediaRef& ref) {
    std::string text;
    json::Writer writer(text);
    writer.begin_object();
    std::visit(ReducedWriter{writer}, ref);
    writer.end_object();
    return text;
}

}  // namespace mod_trakt::changes
