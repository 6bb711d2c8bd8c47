// Changes by the user or another program: visible in the activity stamps, but not in the ledger.
#include <algorithm>
#include <random>

#include "twin/bulk.hpp"
#include "twin/iso_time.hpp"
#include "twin/twin.hpp"

namespace mod_trakt::twin {
namespace {

class Editor {
public:
    Editor(Account& account, std::int64_t now_ms, std::uint64_t seed)
        : account_(account), now_ms_(now_ms), random_(seed) {}

    // Returns what is wrong with the step; nullopt if it was applied.
    std::optional<std::string> apply(const json::object& step) {
        const std::string op = string_member(step, "op");
        if (op == "add") return add(step);
        if (op == "remove") return remove(step);
        if (op == "date") return change_dates(step);
        if (op == "rate" || op == "unrate" || op == "watchlist_add" || op == "watchlist_remove")
            return entries(op, step);
        if (op == "hide") return hide(step);
        if (op == "show_all") return account_.show_all(), std::nullopt;
        return "unknown op \"" + op + '"';
    }

    json::object result() { return {{"added", added_}, {"removed", removed_}, {"changed", changed_}}; }

private:
    std::int64_t pick(std::size_t below) { return below == 0 ? 0 : static_cast<std::int64_t>(random_() % below); }
    const Catalogue& catalogue() const { return account_.catalogue(); }

    // The title that a step names by "trakt" (or any of "ids"), or a random one.
    std::optional<std::uint32_t> item_of(Kind kind, const json::object& step) {
        if (step.contains("trakt")) return catalogue().find(kind, "trakt", int_member(step, "trakt", 0));
        if (step.contains("ids")) return find_item(catalogue(), kind, step);
        return static_cast<std::uint32_t>(pick(catalogue().size(kind)));
    }

    // "now", "backdated" (within ten years), "unknown", "tie" (the minute of an existing play), or a date.
    std::optional<std::int64_t> time_of(const json::object& step) {
        const std::string when = string_member(step, "when", "now");
        if (when == "now") return floor_to(now_ms_, minute_ms);
        if (when == "unknown") return 0;
        if (when == "backdated")
            return floor_to(now_ms_ - (1 + pick(3650)) * day_ms - pick(1440) * minute_ms, minute_ms);
        if (when == "tie") {
            const auto& plays = account_.all_plays();
            return plays.empty() ? floor_to(now_ms_, minute_ms)
                                 : floor_to(plays[static_cast<std::size_t>(pick(plays.size()))].watched_ms, minute_ms);
        }
        const auto ms = parse_iso(when);
        if (!ms) return std::nullopt;
        return bool_member(step, "keep_seconds", false) ? *ms : floor_to(*ms, minute_ms);
    }

    std::optional<std::string> add(const json::object& step) {
        std::vector<Play> plays;
        for (std::int64_t n = int_member(step, "count", 1); n > 0; --n) {
            const std::string type = string_member(step, "type", pick(5) == 0 ? "movie" : "episode");
            const auto kind = kind_from(type);
            if (!kind || (*kind != Kind::Movie && *kind != Kind::Episode)) return "type must be movie or episode";
            auto item = item_of(*kind, step);
            const auto& own = account_.plays(*kind);
            if (bool_member(step, "rewatch", false) && !own.empty())
                item = own[static_cast<std::size_t>(pick(own.size()))].item;
            const auto ms = time_of(step);
            if (!item) return std::string("no such title");
            if (!ms) return std::string("when must be now, backdated, unknown, tie or a date");
            plays.push_back({account_.next_play_id(), *ms, *item, *kind, Action::Scrobble});
            added_.push_back(plays.back().id);
        }
        account_.add_plays(std::move(plays), now_ms_);
        return std::nullopt;
    }

    // The ids of plays that a step names: "id", "trakt" with "type" (all plays of the title), or "count" random ones,
    // all of "type" when that is given.
    std::vector<std::int64_t> named_plays(const json::object& step) {
        std::vector<std::int64_t> ids;
        if (step.contains("id")) return {int_member(step, "id", 0)};
        const auto kind = kind_from(string_member(step, "type"));
        if (step.contains("trakt") && kind) {
            const auto item = catalogue().find(*kind, "trakt", int_member(step, "trakt", 0));
            for (const Play& play : account_.plays(*kind))
                if (item && play.item == *item) ids.push_back(play.id);
            return ids;
        }
        for (const Play& play : kind ? account_.plays(*kind) : account_.all_plays()) ids.push_back(play.id);
        const auto count =
            std::min(ids.size(), static_cast<std::size_t>(std::max<std::int64_t>(0, int_member(step, "count", 1))));
        for (std::size_t at = 0; at < count; ++at)
            std::swap(ids[at], ids[at + static_cast<std::size_t>(pick(ids.size() - at))]);
        ids.resize(count);
        return ids;
    }

    std::optional<std::string> remove(const json::object& step) {
        auto ids = named_plays(step);
        std::sort(ids.begin(), ids.end());
        const auto gone = account_.remove_plays(
            [&](const Play& play) { return std::binary_search(ids.begin(), ids.end(), play.id); }, now_ms_);
        if (gone.empty() && step.contains("id")) return std::string("no such play");
        for (const Play& play : gone) removed_.push_back(play.id);
        return std::nullopt;
    }

    // Hides a title in every list, or plays.
    std::optional<std::string> hide(const json::object& step) {
        const auto kind = kind_from(string_member(step, "type"));
        if (kind && (step.contains("trakt") || step.contains("ids"))) {
            const auto item = item_of(*kind, step);
            if (!item) return std::string("no such title");
            account_.hide(*kind, *item);
            return std::nullopt;
        }
        for (const std::int64_t id : named_plays(step)) account_.hide_play(id);
        return std::nullopt;
    }

    std::optional<std::string> change_dates(const json::object& step) {
        for (std::int64_t id : named_plays(step)) {
            const auto ms = time_of(step);
            if (!ms) return std::string("when must be now, backdated, unknown, tie or a date");
            if (!account_.change_play(id, *ms, now_ms_)) return std::string("no such play");
            changed_.push_back(id);
        }
        return std::nullopt;
    }

    std::optional<std::string> entries(const std::string& op, const json::object& step) {
        for (std::int64_t n = int_member(step, "count", 1); n > 0; --n) {
            const auto kind = kind_from(string_member(step, "type", "movie"));
            if (!kind) return std::string("type must be movie, show, season or episode");
            const auto item = named_or_own(op, *kind, step);
            if (!item) return std::string("no such title");
            const auto given = parse_iso(string_member(step, op == "rate" ? "rated_at" : "listed_at"));
            const std::int64_t at_ms = given.value_or(floor_to(now_ms_, 1000));
            if (op == "rate") {
                const std::int64_t rating = int_member(step, "rating", 1 + pick(10));
                if (rating < 1 || rating > 10) return std::string("rating must be 1 to 10");
                account_.rate(*kind, {*item, static_cast<int>(rating), at_ms}, now_ms_);
            } else if (op == "unrate") {
                account_.unrate(*kind, *item, now_ms_);
            } else if (op == "watchlist_add") {
                if (!account_.on_watchlist(*kind, *item)) account_.watchlist_add(*kind, *item, at_ms, now_ms_);
            } else {
                account_.watchlist_remove(*kind, *item, now_ms_);
            }
        }
        return std::nullopt;
    }

    // A removal without a title removes an existing entry.
    std::optional<std::uint32_t> named_or_own(const std::string& op, Kind kind, const json::object& step) {
        if (step.contains("trakt") || step.contains("ids") || op == "rate" || op == "watchlist_add")
            return item_of(kind, step);
        std::vector<std::uint32_t> own;
        if (op == "unrate")
            for (const Rating& rating : account_.sorted_ratings(kind)) own.push_back(rating.item);
        else
            for (const WatchlistEntry& entry : account_.watchlist())
                if (entry.kind == kind) own.push_back(entry.item);
        if (own.empty()) return std::nullopt;
        return own[static_cast<std::size_t>(pick(own.size()))];
    }

    Account& account_;
    const std::int64_t now_ms_;
    std::mt19937_64 random_;
    json::array added_, removed_, changed_;
};

}  // namespace

Response Twin::admin_edit(const json::object& body) {
    auto refused = [](const std::string& why) {
        return json_response(400, json::serialize(json::object{{"ok", false}, {"error", why}}) + "\n");
    };
    Account* account = account_at(int_member(body, "account", 1));
    const json::array* steps = array_member(body, "ops");
    if (!account) return refused("no such account");
    if (!steps) return refused("ops must be a list");
    Editor editor(*account, clock_.now_ms(), static_cast<std::uint64_t>(int_member(body, "seed", 1)));
    for (const json::value& step : *steps) {
        if (!step.is_object()) return refused("a step must be an object");
        if (auto wrong = editor.apply(step.get_object())) return refused(*wrong);
    }
    json::object out = editor.result();
    out["ok"] = true;
    return json_response(200, json::serialize(out) + "\n");
}

void Twin::shift_rows(const Request& request, const Fault& fault) {
    Account* account = account_at(account_number(request));
    if (!account) return;
    const bool insert = fault.change == "insert";
    const bool movies = request.path.find("movies") != std::string::npos;
    const char* type = movies ? "movie" : "episode";
    Editor editor(*account, clock_.now_ms(), static_cast<std::uint64_t>(fault.seen));
    json::object step{{"type", type}, {"count", std::max<std::int64_t>(1, fault.rows)}};
    if (request.path.find("/ratings") != std::string::npos) {
        for (const char* word : {"shows", "seasons"})
            if (request.path.find(word) != std::string::npos) step["type"] = word;
        step["op"] = insert ? "rate" : "unrate";
    } else if (request.path.find("/watchlist") != std::string::npos) {
        step["type"] = "movie";
        step["op"] = insert ? "watchlist_add" : "watchlist_remove";
    } else if (insert) {
        step["op"] = "add";
    } else {
        // The newest rows are removed, so that the rows of all later pages move up.
        const auto& plays = account->plays(movies ? Kind::Movie : Kind::Episode);
        const std::size_t count =
            std::min(plays.size(), static_cast<std::size_t>(std::max<std::int64_t>(1, fault.rows)));
        std::vector<std::int64_t> newest;
        for (std::size_t at = 0; at < count; ++at) newest.push_back(plays[at].id);
        for (std::int64_t id : newest) editor.apply(json::object{{"op", "remove"}, {"id", id}});
        if (fault.change == "replace")
            editor.apply(json::object{{"op", "add"}, {"type", type}, {"count", count}, {"when", "unknown"}});
        return;
    }
    editor.apply(step);
}

}  // namespace mod_trakt::twin
