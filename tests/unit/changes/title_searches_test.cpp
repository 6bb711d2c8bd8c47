// Searches of one call: none is made twice.
#include "changes/title_searches.hpp"

#include <catch2/catch.hpp>

#include <string>

#include "unit/changes/wired_context.hpp"

namespace mod_trakt::title_searches_test {

using Found = changes::TitleSearches::Found;
using test::answer;

namespace {

TitleName movie(const std::string& imdb) {
    TitleName name;
    name.type = MediaType::Movie;
    name.ids.set(IdKey::Imdb, imdb);
    return name;
}

}  // namespace

TEST_CASE("Equal ids are searched once in a call, whatever the answer", "[resolver]") {
    const auto [body, found] = GENERATE(table<const char*, Found>({
        {R"([{"type":"movie","movie":{"ids":{"trakt":7}}}])", Found::One},
        {R"([{"type":"movie","movie":{"ids":{"trakt":7}}},{"type":"movie","movie":{"ids":{"trakt":8}}}])",
         Found::Several},
        {"[]", Found::None},
        {"{}", Found::Unknown},
    }));
    INFO(body);
    test::WiredContext wired({answer(200, body)});
    changes::TitleSearches searches(wired.context, wired.scope);
    for (int i = 0; i < 130; ++i) {
        TitleName name = movie("tt1");
        CHECK(searches.search(name, false) == found);
        CHECK(name.ids.get(IdKey::Trakt) == (found == Found::One ? "7" : ""));
        CHECK(searches.candidates().size() == (found == Found::Several ? 2 : 0));
    }
    CHECK(wired.wire.requests().size() == 1);
}

}  // namespace mod_trakt::title_searches_test
