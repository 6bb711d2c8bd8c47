// Adds to the watchlist and removes from it.
#include <string>
#include <utility>
#include <vector>

#include "changes/kept_name.hpp"
#include "features/media/list_writer.hpp"
#include "features/watchlist/watchlist.hpp"
#include "trakt/bodies.hpp"

namespace mod_trakt::features {
namespace {

// The limit that Trakt announced for free accounts in 2026; used only if neither the configuration nor the account has
// one.
constexpr std::int64_t assumed_free_limit = 250;

struct ListLimit {
    std::int64_t entries = 0;
    bool certain = true;  // configured, or from the account's settings
    bool is_vip = false;
};

// How many entries the list may have; nullopt: no limit applies, or a dry run does not know it.
std::optional<ListLimit> list_limit(account::Context& context, const CallScope& scope) {
    if (context.options.watchlist_limit) return ListLimit{*context.options.watchlist_limit};
    if (context.options.watchlist_vip) return std::nullopt;
    account::Limits limits;
    if (!scope.dry_run)
        limits = context.settings.limits(scope);
    else if (const auto& settings = context.settings.last_answer())
        limits = settings->limits;
    else
        return std::nullopt;
    if (limits.watchlist_items) return ListLimit{*limits.watchlist_items, true, limits.vip};
    if (limits.vip) return std::nullopt;
    return ListLimit{assumed_free_limit, false};
}

class WatchlistWriter final : public ListWriter {
public:
    using ListWriter::ListWriter;

    std::variant<changes::Intent, Rejection> translate(const changes::WriteInput& input) const override {
        auto title = watchlist_ref(*input.item);
        if (auto* why = std::get_if<Rejection>(&title)) return std::move(*why);
        changes::Intent intent;
        intent.title = std::move(std::get<MediaRef>(title));
        return intent;
    }

    // Sending an entry that exists changes nothing, so an intent is left out only if the holdings are certain.
    std::optional<changes::Verdict> verdict_unsent(const changes::Intent& intent,
                                                   const changes::Held& held) const override {
        const bool is_there = held.is_certain && intent.held.is_held();
        return change() == Change::Add && is_there ? std::optional(changes::Verdict::Existing) : std::nullopt;
    }

    std::optional<changes::Room> room(const changes::Held& held) const override {
        if (change() != Change::Add || !held.holdings) return std::nullopt;
        const auto limit = list_limit(context_, scope_);
        const auto entries = static_cast<std::int64_t>(held.holdings->size());
        // A list longer than the assumed limit shows that the assumption is wrong; then Trakt decides.
        if (!limit || (!limit->certain && entries > limit->entries)) return std::nullopt;
        return changes::Room{std::max<std::int64_t>(0, limit->entries - entries), limit->entries, limit->is_vip};
    }

    std::optional<changes::AskFirst> asks_first(const changes::Intent& intent,
                                                const changes::Held& held) const override {
        if (auto first = ListWriter::asks_first(intent, held)) return first;
        const bool is_limit_known =
            context_.options.watchlist_limit || context_.options.watchlist_vip || context_.settings.last_answer();
        return change() == Change::Add && !is_limit_known ? std::optional(changes::AskFirst::Settings) : std::nullopt;
    }

    std::string body(std::span<const changes::Piece> pieces) const override {
        std::vector<MediaRef> titles;
        titles.reserve(pieces.size());
        for (const changes::Piece& piece : pieces) titles.push_back(piece.intent->title);
        return trakt::watchlist_body(titles);
    }

    changes::Verdict expected(const changes::Intent& intent) const override {
        if (change() == Change::Add) return changes::Verdict::Added;
        return intent.held.is_held() ? changes::Verdict::Removed : changes::Verdict::Absent;
    }

    bool note(account::Proof& proof, const changes::Intent& intent, changes::Verdict verdict) const override {
        if (change() == Change::Remove) return false;
        if (verdict == changes::Verdict::Added) proof.added.add(changes::kept_name(intent), {});
        return true;
    }
};

}  // namespace

std::unique_ptr<changes::FeatureWriter> Watchlist::writer(Change change, account::Context& context,
                                                          const CallScope& scope) const {
    return std::make_unique<WatchlistWriter>(*this, change, context, scope);
}

}  // namespace mod_trakt::features
