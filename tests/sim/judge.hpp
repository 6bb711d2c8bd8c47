// Whether what was seen from outside keeps the promises.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "record.hpp"
#include "site.hpp"

namespace mod_trakt::sim {

class Judge {
public:
    Judge(const std::vector<Version>& versions, const Calls& calls) : versions_(versions), calls_(calls) {}

    // What is broken, one line each; empty when nothing is.
    std::vector<std::string> judge();

private:
    void judge_changes(std::size_t version);
    void judge_new_play(std::size_t version, const Play& play);
    void judge_call(std::size_t number);
    void judge_index(const Call& call, const Index& index);
    void judge_play(std::size_t number, const Item& item, const Verdict& verdict);
    void judge_entry(std::size_t number, const Item& item, const Verdict& verdict);

    // Whether a call asked for a change of this title (and minute).
    bool has_asked(const Cause& cause, Verb verb, const char* feature, const Title& title,
                   const std::int64_t* minute = nullptr) const;
    bool was_ever(const Call& call, bool wanted, const std::function<bool(const State&)>& is_so, Time before = 0) const;
    void say(Time at, const std::string& what);

    const std::vector<Version>& versions_;
    const Calls& calls_;
    std::vector<std::string> broken_;
};

std::string text_of(const Title& title);
std::string text_of(const Play& play);

}  // namespace mod_trakt::sim
