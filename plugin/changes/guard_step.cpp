#include "changes/guard_step.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "trakt/failure.hpp"
#include "trakt/page.hpp"
#include "trakt/paths.hpp"

namespace mod_trakt::changes {
namespace {

bool has_or_may_have_happened(std::optional<Verdict> verdict) noexcept {
    return verdict && (is_applied(*verdict) || *verdict == Verdict::Unknown);
}

// How many entries or plays this removal takes away. An entry that the account does not have is not counted.
std::int64_t removals_of(const Intent& intent, const FeatureWriter& writer, const Held& held) {
    if (writer.names_plays_by_id()) return static_cast<std::int64_t>(intent.plays.size());
    return held.holdings && !intent.held.is_held() ? 0 : 1;
}

}  // namespace

GuardStep::~GuardStep() {
    try {
        take_back();
    } catch (...) {
        // Too much stays counted, which is the safe side.
    }
}

void GuardStep::judge(std::vector<Intent>& intents, const Held& held) {
    // The guard neither refuses nor counts the changes of an undo (UNDO-7).
    if (!context_.options.guard.is_on || intents.empty() || !scope_.undoes.empty()) return;
    if (writer_.change() == Change::Remove) return judge_removals(intents, held);
    // Only plays are judged: Trakt does not add a rating or an entry twice.
    if (!writer_.is_idempotent()) judge_plays(intents);
}

void GuardStep::judge_plays(std::vector<Intent>& intents) {
    account::PlaysByMinute fresh;
    for (const Intent& intent : intents) ++fresh[intent.minute_ms.value_or(0)];
    fresh.erase(0);
    if (fresh.empty()) return;
    std::optional<account::GuardRefusal> refused;
    account::PlaysByMinute refused_minutes;
    change_book([&](account::GuardBook& book) {
        account::PlaysByMinute to_count = fresh;
        const auto found =
            find_too_many_plays(fresh, book.plays_at(fresh, writer_.feature(), now_ms()), context_.options.guard);
        if (found) {
            account::GuardRefusal refusal{.feature = writer_.feature(),
                                          .kind = account::GuardKind::Plays,
                                          .number = found->number,
                                          .limit = context_.options.guard.plays_per_minute,
                                          .code = {}};
            for (const auto& [minute, number] : found->minutes) to_count.erase(minute);
            if (!is_confirmed(book, refusal, found->minutes)) {
                refused = refusal;
                refused_minutes = found->minutes;
            }
        }
        counted_ms_ = now_ms();
        book.count_plays(writer_.feature(), to_count, counted_ms_);
        for (const Intent& intent : intents)
            if (const std::int64_t minute = intent.minute_ms.value_or(0); to_count.contains(minute))
                counted_.push_back({intent.input, minute, 1});
    });
    if (!refused) return;
    const std::string message = guard_message(*refused, context_.options.guard.confirmed_code);
    std::erase_if(intents, [&](const Intent& intent) {
        if (!refused_minutes.contains(intent.minute_ms.value_or(0))) return false;
        report_.set(intent.input, Verdict::Rejected, "guard", message);
        return true;
    });
    report_refusal(*refused);
}

void GuardStep::judge_removals(std::vector<Intent>& intents, const Held& held) {
    const FeatureId feature = writer_.feature();
    RemovalsToJudge removals;
    for (const Intent& intent : intents) removals.fresh += removals_of(intent, writer_, held);
    if (removals.fresh == 0) return;
    const auto read_counts = [&](const account::GuardBook& book) {
        removals.earlier = book.removed(feature, now_ms());
        removals.first_size = book.first_size(feature, now_ms());
    };
    change_book(read_counts);

    const bool is_complete = held.holdings && held.holdings->are_complete();
    const bool is_certain = is_complete && held.is_certain;
    if (is_complete) {
        removals.size_now = static_cast<std::int64_t>(held.holdings->size());
    } else if (const auto last = context_.knowledge.last(feature)) {
        removals.size_now = static_cast<std::int64_t>(last->count());
    }
    // The last snapshot may still have entries that own writes have removed.
    if (!is_complete && removals.size_now && removals.first_size)
        removals.size_now = std::min(*removals.size_now, *removals.first_size - removals.earlier);
    // No input may be refused because of a number that is not certain.
    const bool must_ask =
        needs_size(removals) || (!is_certain && changes::judge_removals(removals, context_.options.guard).has_value());
    if (must_ask && !scope_.dry_run) {
        std::optional<Error> why;
        try {
            if (const auto size = ask_size()) removals.size_now = size;
        } catch (const Failure& failure) {
            if (trakt::ends_the_call(failure.error().status)) throw;
            why = failure.error();
        }
        if (why || !removals.size_now) {
            const NotSent not_sent = not_read(why.value_or(Error{
                .status = Status::BadData, .reason = "bad_body", .message = "Trakt did not say how long the list is"}));
            for (const Intent& intent : std::exchange(intents, {}))
                report_.set(intent.input, not_sent.verdict, not_sent.hint,
                            "items[" + std::to_string(intent.input) + "]: " + not_sent.message);
            return;
        }
    }

    std::optional<account::GuardRefusal> refused;
    change_book([&](account::GuardBook& book) {
        read_counts(book);
        if (auto refusal = changes::judge_removals(removals, context_.options.guard)) {
            refusal->feature = feature;
            if (!is_confirmed(book, *refusal, {})) refused = refusal;
            return;
        }
        counted_ms_ = now_ms();
        book.count_removals(feature, removals.fresh, removals.size_now, counted_ms_);
        for (const Intent& intent : intents) counted_.push_back({intent.input, 0, removals_of(intent, writer_, held)});
    });
    if (!refused) return;
    const std::string message = guard_message(*refused, context_.options.guard.confirmed_code);
    for (const Intent& intent : std::exchange(intents, {}))
        report_.set(intent.input, Verdict::Rejected, "guard", message);
    report_refusal(*refused);
}

std::optional<std::int64_t> GuardStep::ask_size() const {
    return trakt::get_page(context_.api, trakt::list_path(writer_.feature()), 1, 1, scope_).item_count;
}

bool GuardStep::is_confirmed(account::GuardBook& book, account::GuardRefusal& refusal,
                             const account::PlaysByMinute& minutes) {
    if (scope_.confirmed || book.may_pass(context_.options.guard.confirmed_code, refusal, now_ms())) {
        book.confirm(refusal, minutes);
        return true;
    }
    if (!scope_.dry_run) refusal.code = book.issue(refusal, now_ms());
    return false;
}

void GuardStep::change_book(const std::function<void(account::GuardBook&)>& change) const {
    if (scope_.dry_run) {
        account::GuardBook book = context_.guard.look();
        return change(book);
    }
    const auto why_not_kept = context_.guard.update(scope_, [&](account::GuardBook& book) {
        // Old entries are forgotten only by Trakt's time.
        if (const auto now = context_.api.shown_unix_ms()) book.forget_old(*now);
        change(book);
    });
    if (!why_not_kept) return;
    // A full disk does not stop a write: the handle keeps the counts.
    context_.log.with(LogLevel::Warn, name_of(writer_.feature()), "guard_not_kept",
                      [&](json::Writer& fields) { fields.member("message", why_not_kept->message); });
}

void GuardStep::report_refusal(const account::GuardRefusal& refusal) const {
    report_.note_guard(refusal);
    context_.log.with(LogLevel::Warn, name_of(refusal.feature), "guard_refused", [&](json::Writer& fields) {
        fields.member("kind", name_of(refusal.kind));
        fields.member("number", refusal.number);
        fields.member("limit", refusal.limit);
        if (!refusal.code.empty()) fields.member("code", refusal.code);
    });
}

void GuardStep::take_back() {
    account::PlaysByMinute plays;
    std::int64_t removals = 0;
    for (const Counted& counted : counted_) {
        const std::optional<Verdict> verdict = report_.verdict(counted.input);
        if (has_or_may_have_happened(verdict)) continue;
        // If an input names several plays, some of them may have been removed.
        if (counted.number > 1 && verdict == Verdict::Rejected) continue;
        if (writer_.change() == Change::Remove)
            removals += counted.number;
        else
            plays[counted.minute_ms] += counted.number;
    }
    if (scope_.dry_run || (removals == 0 && plays.empty())) return;
    (void)context_.guard.update(scope_, [&](account::GuardBook& book) {
        book.take_back_removals(writer_.feature(), removals, counted_ms_);
        book.take_back_plays(writer_.feature(), plays, counted_ms_);
    });
}

std::int64_t GuardStep::now_ms() const { return context_.api.server_unix_ms(); }

}  // namespace mod_trakt::changes
