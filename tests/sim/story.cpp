// The story of a simulation, for people.
#include <string>

#include "world.hpp"

namespace mod_trakt::sim {

std::string text_of(const Undone& undone) {
    if (undone.run.empty()) return ", no run to take back";
    std::string text = ", " + undone.run + " is " + undone.state;
    for (const Undone::Made& made : undone.made)
        text += "\n      " + made.verdict.word + " (" + made.verdict.hint + ") " + made.action + " " + made.item.json;
    for (const Undone::Named& named : undone.named)
        text += "\n      cannot be taken back: " + named.feature + " " +
                (named.title ? text_of(*named.title) : std::string("of a title unknown here")) +
                (named.minute ? " at minute " + std::to_string(*named.minute) : std::string());
    return text;
}

void World::tell(const std::string& line) {
    if (!tells_story_) return;
    tell_changes();
    story_ += std::to_string(scheduler_.now() / ms) + " ms  " + line + "\n";
}

void World::tell_changes() {
    if (!tells_story_) return;
    for (; told_versions_ < site_.versions().size(); ++told_versions_) {
        const Version& version = site_.versions()[told_versions_];
        const State &before = site_.versions()[told_versions_ - 1].state, &now = version.state;
        const std::string head = std::to_string(version.at / ms) + " ms    account: ";
        for (const auto& [id, play] : now.plays)
            if (!before.plays.contains(id)) story_ += head + "+ " + sim::text_of(play) + "\n";
        for (const auto& [id, play] : before.plays)
            if (!now.plays.contains(id)) story_ += head + "- " + sim::text_of(play) + "\n";
        for (const auto& [title, rating] : now.ratings) {
            const auto former = before.ratings.find(title);
            if (former == before.ratings.end() || former->second != rating)
                story_ += head + "rating of " + sim::text_of(title) + ": " + std::to_string(rating) + "\n";
        }
        for (const auto& [title, rating] : before.ratings)
            if (!now.ratings.contains(title)) story_ += head + "no rating of " + sim::text_of(title) + "\n";
        for (const Title& title : now.watchlist)
            if (!before.watchlist.contains(title)) story_ += head + "watchlist + " + sim::text_of(title) + "\n";
        for (const Title& title : before.watchlist)
            if (!now.watchlist.contains(title)) story_ += head + "watchlist - " + sim::text_of(title) + "\n";
    }
}

}  // namespace mod_trakt::sim
