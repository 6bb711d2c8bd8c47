// Trakt's searches of one call: which title an id is of, also an id that Trakt accepts and never shows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "account/context.hpp"
#include "model/title_name.hpp"
#include "support/call_scope.hpp"

namespace mod_trakt::changes {

// True if show and numbers are stronger than the title's own ids (TITLE-3), so that a search has to decide the show.
bool goes_by_show(const TitleName& name);

class TitleSearches {
public:
    static constexpr std::size_t most_searches = 100;  // in one call, of different ids

    enum class Found {
        One,
        None,        // Trakt knows none of the ids
        Several,     // an id has several titles, see candidates(), and no other id has one
        Unknown,     // an answer is missing
        OutOfBudget  // the searches of this call are used up, and the ids that are left may decide
    };

    // Everything is borrowed.
    TitleSearches(account::Context& context, const CallScope& scope) : context_(context), scope_(scope) {}

    // Gives the title, or its show, a Trakt id: by the strongest id that has one title. Throws Failure for an error
    // that ends the call.
    Found search(TitleName& name, bool of_show);
    // The Trakt ids of the titles that the last search has found.
    const std::vector<std::string>& candidates() const noexcept { return candidates_; }

private:
    using Answer = std::optional<std::vector<std::int64_t>>;  // see trakt::search_title
    Found ask(MediaType type, Ids& ids);
    // Searches once in a call. Nullopt: no searches are left.
    std::optional<Answer> answer_for(MediaType type, IdKey key, std::string_view value);

    account::Context& context_;
    const CallScope& scope_;
    std::size_t searches_ = 0;
    std::map<std::tuple<MediaType, IdKey, std::string>, Answer> answers_;  // that none was found is in the aliases
    std::vector<std::string> candidates_;
};

}  // namespace mod_trakt::changes
