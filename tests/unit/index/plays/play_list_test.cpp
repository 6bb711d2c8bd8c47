#include "index/plays/play_list.hpp"

#include <catch2/catch.hpp>

#include <vector>

namespace mod_trakt::play_list_test {

TEST_CASE("have_own_ids() finds two equal history ids at any places", "[plays]") {
    std::vector<index::Play> plays(1000);
    for (std::size_t i = 0; i < plays.size(); ++i) plays[i].history_id = static_cast<std::int64_t>(i + 1);
    CHECK(index::have_own_ids({}));
    CHECK(index::have_own_ids(plays));
    plays.back().history_id = plays.front().history_id;
    CHECK_FALSE(index::have_own_ids(plays));
}

}  // namespace mod_trakt::play_list_test
