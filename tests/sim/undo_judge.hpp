// Whether undos keep their promises (UNDO-3 to UNDO-6): each takes back exactly what its run did.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "record.hpp"
#include "site.hpp"

namespace mod_trakt::sim {

class UndoJudge {
public:
    using Say = std::function<void(Time at, const std::string& what)>;
    // Everything is borrowed.
    UndoJudge(const std::vector<Version>& versions, const Calls& calls, Say say);

    // A version that an undo has caused: whether it was allowed to.
    void judge_changes(std::size_t version) const;
    // An undo that has ended: whether its run is taken back if it says so, and whether it has removed what it says.
    void judge_call(std::size_t number) const;
    // After everything was taken back: the account is what it was, but for the phone's changes and what was named.
    void judge_end() const;

private:
    using Place = std::pair<Title, std::int64_t>;  // a title and a minute
    // The life of one play.
    struct Life {
        Play play;
        Cause born, killed;
        std::size_t killed_in = 0;  // the version; 0: it lives
        Place place() const { return {play.title, play.minute()}; }
    };
    // Ratings and entries of the watchlist by their title; nullopt: there is none.
    using Value = std::optional<int>;
    using Changes = std::map<Title, std::vector<std::size_t>>;  // the versions that changed it

    // The run that this undo takes back; nullopt: it has not said which one it chose.
    std::optional<std::string> target_of(const Call& undo) const;
    bool is_of(const Cause& cause, const std::optional<std::string>& run) const;
    // Whether the run has added this play, or another run, or an undo of it, has added it again after it had removed
    // it.
    bool is_added_by(const std::optional<std::string>& run, std::int64_t id) const;
    bool is_undo_of(const Cause& cause, const std::optional<std::string>& run) const;
    // The calls of the run that fit; an undo among them may have made any change that it was seen to make.
    bool has_call(const std::optional<std::string>& run, const std::function<bool(const Call&)>& fits) const;
    bool may_have_asked(const Call& call, Verb verb, const char* feature, const Title& title,
                        const std::int64_t* minute = nullptr) const;

    void judge_removal(std::size_t version, std::int64_t id) const;
    void judge_addition(std::size_t version, const Play& play) const;
    void judge_rating(std::size_t version, const Title& title) const;
    void judge_entry(std::size_t version, const Title& title) const;
    void judge_verdict(std::size_t number, const Undone::Made& made) const;
    void judge_completion(std::size_t number) const;
    void judge_plays_back(std::size_t number) const;
    void judge_values_back(std::size_t number, const char* feature) const;

    Value value_in(const State& state, const std::string& feature, const Title& title) const;
    const Changes& changes_of(const std::string& feature) const { return feature == "ratings" ? rated_ : listed_; }
    bool is_named(const Undone& undone, const std::string& feature, const Title& title,
                  const std::int64_t* minute = nullptr) const;
    // Whether several undos took back the run at once, and one of them was taken back: then nobody can say whether the
    // run is in effect.
    bool is_disputed(const std::string& run) const;
    // Whether several runs have asked to change this: what is right then depends on the order of the undos.
    bool is_tangled(const char* feature, const Title& title, const std::int64_t* minute = nullptr) const;
    bool is_named_anywhere(const std::string& feature, const Title& title, const std::int64_t* minute = nullptr) const;
    const Call& call_of(const Cause& cause) const { return calls_.at(cause.call); }

    const std::vector<Version>& versions_;
    const Calls& calls_;
    Say say_;
    std::map<std::int64_t, Life> lives_;  // by history id
    Changes rated_, listed_;
    std::set<std::size_t> with_new_plays_;  // versions
};

}  // namespace mod_trakt::sim
