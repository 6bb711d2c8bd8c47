#include "model/sent_name.hpp"

#include <catch2/catch.hpp>

#include "unit/model/names.hpp"

namespace mod_trakt::sent_name_test {

namespace {

Ids ids_of(test::IdList list) { return test::ids(list); }

}  // namespace

TEST_CASE("Only the id that decides is kept of the ids that were sent", "[titles]") {
    const Ids all = ids_of({{IdKey::Trakt, "1"}, {IdKey::Tvdb, "2"}, {IdKey::Imdb, "tt3"}, {IdKey::Tmdb, "4"}});
    const Ids without = ids_of({{IdKey::Tvdb, "2"}, {IdKey::Imdb, "tt3"}, {IdKey::Tmdb, "4"}});
    for (const MediaRef& ref :
         {MediaRef(MovieRef{all}), MediaRef(ShowRef{all}), MediaRef(SeasonRef{all}), MediaRef(EpisodeRef{all})}) {
        const TitleName name = sent_name(ref);
        CHECK(name.type == media_type(ref));
        CHECK(name.ids == ids_of({{IdKey::Trakt, "1"}}));
    }
    CHECK(sent_name(EpisodeRef{without}).ids == ids_of({{IdKey::Tvdb, "2"}}));
    // Trakt's movies have no tvdb id.
    CHECK(sent_name(MovieRef{without}).ids == ids_of({{IdKey::Imdb, "tt3"}}));
    CHECK(sent_name(MovieRef{ids_of({{IdKey::Tvdb, "2"}})}).ids == ids_of({{IdKey::Tvdb, "2"}}));
    const TitleName episode = sent_name(EpisodeInShow{all, 0, 7});
    CHECK(episode.ids.empty());
    CHECK(episode.show == ids_of({{IdKey::Trakt, "1"}}));
    CHECK(episode.season == 0);
    CHECK(episode.episode == 7);
    CHECK(sent_name(SeasonInShow{without, 3}).show == ids_of({{IdKey::Tvdb, "2"}}));
    CHECK_FALSE(sent_name(SeasonInShow{without, 3}).episode);
}

}  // namespace mod_trakt::sent_name_test
