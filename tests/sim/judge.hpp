// Whether what was seen from outside keeps the promises.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "record.hpp"
#include "site.hpp"
#include "undo_judge.hpp"

namespace mod_trakt::sim {

class Judge {
public:
    Judge(const std::vector<Version>& versions, const Calls& calls)
        : versions_(versions),
          calls_(calls),
          undos_(versions, calls, [this](Time at, const std::string& what) { say(at, what); }) {}

    // Plays that the phone replaces: by what the server shows, that play has another name. Nobody can know better.
    std::set<Play> replaced;

    // What is broken, one line each; empty when nothing is. `is_taken_back`: all runs were taken back at the end.
    std::vector<std::string> judge(bool is_taken_back);

private:
    void judge_changes(std::size_t version);
    bool is_replaced(const Play& play) const { return replaced.contains({play.title, play.minute() * 60'000}); }
    void judge_count(std::size_t version, const Play& play);
    void judge_call(std::size_t number);
    void judge_index(const Call& call, const Index& index);
    void judge_verdicts(std::size_t number);
    void judge_undo(std::size_t number);
    void judge_play(std::size_t number, bool adds, const Item& item, const Verdict& verdict);
    void judge_entry(std::size_t number, const std::string& feature, bool adds, const Item& item,
                     const Verdict& verdict);

    // Whether a call asked for a change of this title (and minute).
    bool has_asked(const Cause& cause, Verb verb, const char* feature, const Title& title,
                   const std::int64_t* minute = nullptr) const;
    bool was_ever(const Call& call, bool wanted, const std::function<bool(const State&)>& is_so, Time before = 0) const;
    void say(Time at, const std::string& what);

    const std::vector<Version>& versions_;
    const Calls& calls_;
    UndoJudge undos_;
    std::vector<std::string> broken_;
};

}  // namespace mod_trakt::sim
