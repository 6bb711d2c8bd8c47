#include "changes/contradictions.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <unordered_map>

#include "changes/title_searches.hpp"

namespace mod_trakt::changes {
namespace {

using Places = std::vector<std::size_t>;  // of intents

// True if a Trakt id decides which title it is.
bool is_decided(const TitleName& name) {
    return name.ids.has(IdKey::Trakt) || (goes_by_show(name) && name.show.has(IdKey::Trakt));
}

class Contradictions {
public:
    explicit Contradictions(std::span<const Intent> intents) : intents_(intents) {
        for (std::size_t i = 0; i < intents.size(); ++i)
            for (std::string& text : texts_of(i)) by_text_[std::move(text)].push_back(i);
    }

    Places find() const {
        Places found;
        for (std::size_t i = 0; i < intents_.size(); ++i)
            if (!is_decided(intents_[i].name) && is_ambiguous(i)) found.push_back(i);
        return found;
    }

private:
    static constexpr std::size_t most_compared = 64;  // of the names that mean the same title as one

    std::vector<std::string> texts_of(std::size_t place) const {
        std::vector<std::string> texts = likeness_texts(intents_[place].name);
        for (std::string& text : texts)
            text.append(1, '@').append(std::to_string(intents_[place].minute_ms.value_or(0)));
        return texts;
    }

    // Intents that may share an id with this one, of the same minute.
    Places neighbours_of(std::size_t place) const {
        Places found;
        for (const std::string& text : texts_of(place)) {
            const auto others = by_text_.find(text);
            if (others != by_text_.end()) found.insert(found.end(), others->second.begin(), others->second.end());
        }
        std::sort(found.begin(), found.end());
        found.erase(std::unique(found.begin(), found.end()), found.end());
        std::erase(found, place);
        return found;
    }

    Sameness compare_places(std::size_t a, std::size_t b) const { return compare(intents_[a].name, intents_[b].name); }

    bool is_ambiguous(std::size_t place) const {
        Places same;
        for (const std::size_t other : neighbours_of(place)) {
            const Sameness sameness = compare_places(place, other);
            if (sameness == Sameness::Contradicting) return true;
            if (sameness != Sameness::Same || same.size() >= most_compared) continue;
            // It may be either of two titles.
            if (std::any_of(same.begin(), same.end(),
                            [&](std::size_t one) { return are_apart(compare_places(one, other)); }))
                return true;
            same.push_back(other);
        }
        return std::any_of(same.begin(), same.end(), [&](std::size_t one) { return contradicts_title_of(place, one); });
    }

    // True if another name of that decided title contradicts this intent.
    bool contradicts_title_of(std::size_t place, std::size_t decided) const {
        if (!is_decided(intents_[decided].name)) return false;
        const Places names = neighbours_of(decided);
        return std::any_of(names.begin(), names.end(), [&](std::size_t other) {
            return is_decided(intents_[other].name) && compare_places(decided, other) == Sameness::Same &&
                   are_apart(compare_places(place, other));
        });
    }

    std::span<const Intent> intents_;
    std::unordered_map<std::string, Places> by_text_;
};

}  // namespace

void resolve_contradictions(std::vector<Intent>& intents, const account::Holdings* holdings, TitleResolver& resolver,
                            const ReportNotSent& report) {
    const auto is_open = [](const Intent& intent) { return !is_decided(intent.name); };
    while (std::any_of(intents.begin(), intents.end(), is_open)) {
        const Places found = Contradictions(intents).find();
        if (found.empty()) return;
        std::vector<std::optional<NotSent>> why(intents.size());
        for (const std::size_t place : found) why[place] = resolver.resolve_contradiction(intents[place], holdings);
        // What these searches have found may decide others.
        for (std::size_t i = 0; i < intents.size(); ++i) {
            if (why[i] || !is_open(intents[i])) continue;
            resolver.apply_aliases(intents[i]);
            if (!is_open(intents[i]) && holdings != nullptr) why[i] = resolver.resolve(intents[i], *holdings);
        }
        std::size_t at = 0;
        std::erase_if(intents, [&](const Intent& intent) {
            const std::optional<NotSent>& reason = why[at++];
            if (reason) report(intent, *reason);
            return reason.has_value();
        });
    }
}

}  // namespace mod_trakt::changes
