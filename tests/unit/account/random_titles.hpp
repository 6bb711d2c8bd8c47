// Titles for tests of holdings, and names that may mean them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "model/title_name.hpp"
#include "unit/model/parsed.hpp"

namespace mod_trakt::test {

// Titles with small ids, so that many share an id; some have ids or numbers of an unusual form, or no Trakt id.
class RandomTitles {
public:
    explicit RandomTitles(unsigned seed) : random_(seed) {}

    std::size_t below(std::size_t size) { return random_() % size; }
    bool one_in(std::size_t count) { return below(count) == 0; }

    struct Title {
        std::string type, ids, show_ids, season, number;
        std::string medium() const {
            std::string text = R"({"title":"T","ids":)" + ids;
            if (type == "season") text += R"(,"number":)" + season;
            if (type == "episode") text += R"(,"season":)" + season + R"(,"number":)" + number;
            return text + "}";
        }
        // The members of a row, with the show if there is one.
        std::string members() const {
            std::string text = R"("type":")" + type + R"(",")" + type + R"(":)" + medium();
            if (type == "season" || type == "episode") text += R"(,"show":{"title":"S","ids":)" + show_ids + "}";
            return text;
        }
    };
    Title title(const std::string& type) {
        Title made;
        made.type = type;
        made.ids = ids(next_trakt_id_++, false);
        made.show_ids = shows_[below(shows_.size())];
        made.season = number();
        made.number = number();
        return made;
    }
    TitleName name(const std::string& type) {
        TitleName asked;
        asked.type = media_type_of_singular(type);
        const bool may_be_in_show = is_in_show(*asked.type);
        const bool in_show = may_be_in_show && one_in(2);
        if (!in_show || one_in(3)) asked.ids = asked_ids(ids(1 + below(next_trakt_id_), true), false);
        if (!in_show) return asked;
        asked.show = asked_ids(shows_[below(shows_.size())], true);
        if (one_in(2)) asked.show.erase(IdKey::Trakt);
        asked.season = one_in(20) ? 70'000 : static_cast<std::int64_t>(below(3));
        if (type == "episode") asked.episode = static_cast<std::int64_t>(below(3));
        return asked;
    }

private:
    static Ids asked_ids(const std::string& text, bool of_show) {
        const Parsed parsed(R"({"type":"movie","ids":)" + text + "}");
        Ids asked;
        minimal(parsed.root(), KeyRules()).ids.each([&](IdKey key, std::string_view value) {
            if (of_show || key != IdKey::Slug) asked.set(key, value);
        });
        return asked;
    }
    std::string number() {
        if (one_in(15)) return "null";
        if (one_in(20)) return one_in(2) ? "70000" : "-1";
        return std::to_string(below(3));
    }
    std::string ids(std::size_t trakt_id, bool asked) {
        std::string text = "{\"x\":1";
        const auto add = [&](const char* key, const std::string& value) {
            text += std::string(",\"") + key + "\":" + value;
        };
        if (!one_in(asked ? 2 : 12)) add("trakt", std::to_string(trakt_id));
        if (one_in(2)) add("slug", "\"slug-" + std::to_string(below(9)) + "\"");
        if (!one_in(3)) add("tvdb", std::to_string(1 + below(40)));
        if (!one_in(3)) add("tmdb", one_in(25) ? "\"1234567890123456789\"" : std::to_string(1 + below(40)));
        if (!one_in(3)) {
            const std::string digits = std::to_string(1 + below(30));
            add("imdb", "\"tt" + (one_in(25) ? "00000000000000" : std::string(one_in(9) ? 1 : 0, '0')) + digits + "\"");
        }
        return text + "}";
    }
    std::vector<std::string> make_shows() {
        std::vector<std::string> shows = {"{}"};
        for (std::size_t show = 1; show < 12; ++show) shows.push_back(ids(show, false));
        return shows;
    }

    std::mt19937 random_;
    std::size_t next_trakt_id_ = 1;
    std::vector<std::string> shows_ = make_shows();
};

}  // namespace mod_trakt::test
