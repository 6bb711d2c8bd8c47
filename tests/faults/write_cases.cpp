#include "write_cases.hpp"

#include <algorithm>

namespace mod_trakt::test {
namespace {

constexpr const char* plays = R"([{"type":"movie","ids":{"trakt":7010001},"watched_at":"2011-05-04T20:11:00Z"},)"
                              R"({"type":"movie","ids":{"trakt":7010001},"watched_at":"2011-05-04T20:11:30Z"},)"
                              R"({"type":"episode","ids":{"trakt":8210101},"watched_at":"2011-05-04T20:11:00Z"},)"
                              R"({"type":"movie","ids":{"trakt":7010002},"watched_at":"2011-05-04T21:00:00Z"},7,)"
                              R"({"type":"movie","ids":{"trakt":7010003},"watched_at":"2012-05-04T21:00:00Z"}])";
const std::vector<std::string> play_entries = {"movie 7010001 2011-05-04T20:11",
                                               "movie 7010001 2011-05-04T20:11",
                                               "episode 8210101 2011-05-04T20:11",
                                               "movie 7010002 2011-05-04T21:00",
                                               "",
                                               "movie 7010003 2012-05-04T21:00"};

constexpr const char* titles =
    R"([{"type":"movie","ids":{"trakt":7010001},"rating":7},{"type":"movie","ids":{"trakt":7010002},"rating":7},)"
    R"({"type":"movie","ids":{"trakt":7010002},"rating":7},{"type":"episode","ids":{"trakt":8210101},"rating":7},5,)"
    R"({"type":"movie","ids":{"trakt":7010003},"rating":7}])";

std::vector<std::string> title_entries(const std::string& suffix) {
    return {
        "movie 7010001" + suffix, "movie 7010002" + suffix, "movie 7010002" + suffix, "episode 8210101" + suffix, "",
        "movie 7010003" + suffix};
}

int count_in(const std::map<std::string, int>& held, const std::string& entry) {
    const auto at = held.find(entry);
    return at == held.end() ? 0 : at->second;
}

}  // namespace

std::vector<WriteCase> write_cases() {
    std::vector<WriteCase> cases;
    for (const bool is_removal : {false, true}) {
        const std::string verb = is_removal ? "remove " : "add ";
        cases.push_back({verb + "history", "history", is_removal, plays, play_entries, R"(,"history_chunk_size":2)"});
        cases.push_back(
            {verb + "ratings", "ratings", is_removal, titles, title_entries(" 7"), R"(,"ratings_chunk_size":2)"});
        cases.push_back(
            {verb + "watchlist", "watchlist", is_removal, titles, title_entries(""), R"(,"watchlist_batch_size":2)"});
    }
    // A second try with other ids, and the mirror to the collection.
    cases.push_back({"add history with its extras", "history", false, plays, play_entries,
                     R"(,"history_chunk_size":2,"history_collection":true,"history_number_fallback":true)"});
    cases.push_back({"remove all plays",
                     "history",
                     true,
                     R"([{"type":"movie","ids":{"trakt":7010001},"all_plays":true},)"
                     R"({"type":"movie","ids":{"trakt":7010002},"all_plays":true}])",
                     {"movie 7010001 2011-05-04T20:11", "movie 7010002 2011-05-04T21:00"},
                     R"(,"history_chunk_size":1)"});
    return cases;
}

void prepare(Account& account, const WriteCase& write) {
    account.begin(4, 4, 4);
    if (!write.is_removal) return;
    account.open();
    account.add(write.feature, write.feature == "history" ? plays : write.items);
    account.clock().advance(600'000);
    account.close();
}

Called run(Account& account, const WriteCase& write, std::int64_t timeout_ms) {
    return write.is_removal ? account.remove(write.feature, write.items, timeout_ms)
                            : account.add(write.feature, write.items, timeout_ms);
}

std::string check_verdicts(const WriteCase& write, const Called& called, std::size_t posts,
                           const std::map<std::string, int>& before, const std::map<std::string, int>& now) {
    const std::vector<std::string> verdicts = called.verdicts();
    if (verdicts.size() != write.entries.size())
        return std::to_string(verdicts.size()) + " verdicts of " + std::to_string(write.entries.size()) + " inputs";
    std::string wrong;
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
        const std::string& verdict = verdicts[i];
        const std::string& entry = write.entries[i];
        const bool was_there = count_in(before, entry) > 0, is_there = count_in(now, entry) > 0;
        bool is_true = verdict == "unknown" && called.status != SYNCMOD_OK && posts > 0;
        if (entry.empty()) is_true = verdict == "rejected";
        if (verdict == "added" || verdict == "updated") is_true = is_there && !was_there && !write.is_removal;
        if (verdict == "existing") is_true = was_there && is_there && !write.is_removal;
        if (verdict == "removed") is_true = was_there && !is_there && write.is_removal;
        // Two inputs name one play: the first one gets it.
        const bool is_named_before = std::find(write.entries.begin(), write.entries.begin() + static_cast<long>(i),
                                               entry) != write.entries.begin() + static_cast<long>(i);
        if (verdict == "absent") is_true = write.is_removal && (is_named_before || (!was_there && !is_there));
        if (verdict == "deferred") is_true = was_there == is_there;
        if (!is_true)
            wrong += "input " + std::to_string(i) + " (" + entry + ") is " + verdict + " but was " +
                     (was_there ? "there" : "not there") + " and is " + (is_there ? "there" : "not there") + "; ";
    }
    return wrong;
}

std::string check_final(const WriteCase& write, const std::map<std::string, int>& now) {
    std::string wrong;
    for (const std::string& entry : write.entries) {
        const int count = entry.empty() ? 0 : count_in(now, entry);
        const int wanted = entry.empty() || write.is_removal ? 0 : 1;
        if (count != wanted) wrong += entry + " is there " + std::to_string(count) + " times; ";
    }
    return wrong;
}

}  // namespace mod_trakt::test
