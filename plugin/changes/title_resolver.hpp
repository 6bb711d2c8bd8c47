// Finds out which title at Trakt an intent means, and by which ids it is sent: never by an id that may be another
// title's.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "account/context.hpp"
#include "account/holdings.hpp"
#include "changes/intent.hpp"
#include "changes/title_searches.hpp"
#include "changes/verdict.hpp"
#include "model/change.hpp"
#include "support/call_scope.hpp"
#include "support/error.hpp"

namespace mod_trakt::changes {

// Why an intent is not sent.
struct NotSent {
    Verdict verdict = Verdict::Rejected;
    std::string hint;
    std::string message;
};

// For an intent whose holdings could not be read.
NotSent not_read(const Error& why);

// The second name of a season or episode, used when Trakt does not find it by its show and numbers: its own imdb or
// tmdb ids. They are not the first name, because titles share them more often. Nullopt if they are another title's.
std::optional<MediaRef> by_weak_ids(const Intent& intent);

// One object serves one call. Everything is borrowed.
class TitleResolver {
public:
    TitleResolver(account::Context& context, const CallScope& scope, Change change)
        : context_(context), scope_(scope), change_(change) {}

    // Applies what is known of other ids of the title (TITLE-2). Call it before resolve(), and before the title is
    // looked up. For a removal it may search. Throws Failure for an error that ends the call.
    void apply_aliases(Intent& intent);
    // Sets Intent::held, and the title that is sent. If the ids fit several held titles, or contradict a held title,
    // Trakt's search decides; a dry run does not search. Throws Failure for an error that ends the call.
    std::optional<NotSent> resolve(Intent& intent, const account::Holdings& holdings);

    // True if the holdings show the title of the intent by ids that another title may have as well: neither by its
    // Trakt id, nor by its show's Trakt id and numbers alone, nor by the history id that the caller gives.
    bool is_by_shared_ids(const Intent& intent, const account::Holdings& holdings) const;
    // For such an intent, when the holdings do not show all titles: true if Trakt's search decides which title it
    // means. It is sent by the Trakt id that was found. Throws like resolve().
    bool confirm_by_search(Intent& intent, const account::Holdings& holdings);

    // For an intent that another one of the call shares an id with and contradicts: Trakt's search decides (TITLE-5).
    // `holdings`: null if the account could not be read. Throws like resolve().
    std::optional<NotSent> resolve_contradiction(Intent& intent, const account::Holdings* holdings);

    // Of a removal that was sent: true if the Trakt id is known that decides what the request named, if necessary by a
    // search. Then Intent::name has it.
    bool find_trakt_id(Intent& intent);

    // Instead of resolve() when the account could not be read. A title whose Trakt id is known is sent by it alone,
    // because an id beside it may be a held title's. Other titles are added as the caller names them, but a removal
    // would be a guess.
    std::optional<NotSent> resolve_unread(Intent& intent, const Error& why) const;

    // True if a play to add may be one of these, under ids that Trakt accepts and never shows: the minute is the same,
    // and no id, number or year shows that the title is another one.
    static bool may_be_one_of(const Intent& intent, std::span<const account::HeldPlay> plays);
    // For a play to add whose title is not held: a play of another name at the same minute may be the same play, under
    // ids that Trakt accepts and never shows. If `unexplained` has one that could be it, Trakt's search decides
    // (TITLE-7). Throws like resolve().
    std::optional<NotSent> rule_out_alias(Intent& intent, const account::Holdings& holdings,
                                          std::span<const account::HeldPlay> unexplained);

private:
    using Found = TitleSearches::Found;
    void confirm_elimination(Intent& intent, TitleName before, bool of_show);
    void forget_contradicted_aliases(const Intent& intent);
    bool is_beside_ids_of_another(const Intent& intent) const;
    void choose_show_ids(Intent& intent, bool are_all_known) const;
    // True if one of these plays may be the intent's, and is of a title that the last search has found.
    bool is_among_candidates(const Intent& intent, std::span<const account::HeldPlay> plays, bool of_show) const;
    NotSent ambiguous(const Intent& intent) const;

    account::Context& context_;
    const CallScope& scope_;
    Change change_;
    TitleSearches searches_{context_, scope_};
};

}  // namespace mod_trakt::changes
