#include "property_case.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "edits.hpp"
#include "module/config.hpp"
#include "module/trakt_module.hpp"
#include "promise.hpp"
#include "random.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temp_folder.hpp"
#include "twin/iso_time.hpp"

namespace mod_trakt::property {
namespace {

constexpr std::int64_t second_ms = 1000, hour_ms = 3'600'000;
constexpr std::int64_t settled_after_ms = 120 * second_ms;
constexpr std::int64_t memo_ms = 10 * second_ms;  // so long a handle keeps the stamps it has asked for
constexpr std::int64_t usual_verify_hours = 24;
constexpr std::int64_t full_read_after_ms = 7 * 86'400'000LL;  // at the latest

// A promise that was not kept.
struct Broken {
    std::string what;
};

// Rows are announced that never come: no index, and that is right.
struct Refused {};

// Modules own their clock, but all modules of a case live in one time.
class SharedClock final : public Clock {
public:
    explicit SharedClock(Clock& clock) : clock_(clock) {}
    std::int64_t unix_ms() const override { return clock_.unix_ms(); }
    std::int64_t steady_ms() const override { return clock_.steady_ms(); }
    void block_ms(std::int64_t ms) override { clock_.block_ms(ms); }

private:
    Clock& clock_;
};

// An index as the host gets it.
struct Index {
    json::value document;
    const json::object& items() const { return document.at("items").as_object(); }
};

// Of a document that is a text, and of one that owns its text.
[[maybe_unused]] std::string_view text_of(const std::string& document) { return document; }
template <typename Document>
requires requires(const Document& document) { document.owner; }
std::string_view text_of(const Document& document) { return document.text; }

std::string difference(const json::object& actual, const json::object& expected, const char* type) {
    std::ostringstream out;
    std::size_t lines = 0, expected_count = 0, actual_count = 0;
    auto tell = [&](const std::string& line) {
        if (++lines <= 6) out << "    " << line << "\n";
    };
    auto wanted = [type](const json::value& item) { return type == nullptr || item.at("type") == type; };
    for (const auto& [key, item] : expected) {
        if (!wanted(item)) continue;
        ++expected_count;
        const json::value* there = actual.if_contains(key);
        if (there == nullptr)
            tell("missing: " + std::string(key) + " " + json::serialize(item));
        else if (*there != item)
            tell("differs: " + std::string(key) + " " + json::serialize(*there) + " for " + json::serialize(item));
    }
    for (const auto& [key, item] : actual) {
        if (!wanted(item)) continue;
        ++actual_count;
        if (!expected.contains(key)) tell("too many: " + std::string(key) + " " + json::serialize(item));
    }
    if (lines == 0) return {};
    out << "    " << lines << " differences; " << actual_count << " items for " << expected_count << "\n";
    return out.str();
}

// The full read itself is held against what the twin has.
void check_against_truth(const Index& index, const Truth& truth) {
    std::array<std::multiset<std::pair<std::int64_t, std::string>>, 2> held, read;
    for (const Kind kind : both_kinds)
        for (const Play& play : truth.plays[kind]) held[kind].insert({play.id, twin::iso(play.watched_ms)});
    for (const auto& [key, item] : index.items())
        read[item.at("type") == "movie" ? Movies : Episodes].insert(
            {item.at("_trakt_history_id").as_int64(), std::string(item.at("watched_at").as_string())});
    for (const Kind kind : both_kinds)
        if (held[kind] != read[kind])
            throw Broken{"the full read has " + std::to_string(read[kind].size()) + " plays of " + kind_names[kind] +
                         "s for " + std::to_string(held[kind].size()) + ", or other ids or times\n"};
}

class Case {
public:
    Case(std::uint64_t seed, Site& site, bool check_limits) : random_(seed), site_(site), check_limits_(check_limits) {
        mode_.maps = std::array{"whole", "paged", "absent", "wrong"}[random_.weighted({45, 15, 25, 15})];
        // Not together with wrong maps: two lies that agree cannot be told from the truth.
        if (mode_.maps != "wrong" && random_.percent(12))
            lag_to_come_ = random_.one_of<std::int64_t>({1, 2, 5, -1, -3});
        if (random_.percent(25)) mode_.tie_order = "id_asc";
        if (random_.percent(15)) mode_.stamp_resolution_ms = 60'000;
        plays_ = std::array{random_.between(0, 5), random_.between(60, 700),
                            random_.between(700, most_plays)}[random_.weighted({15, 60, 25})];
        mode_.per_page = std::max(random_.one_of<std::int64_t>({10, 17, 25, 40, 100, 250}), plays_ / 60);
        if (random_.percent(35)) entries_ = random_.between(0, most_entries);
        if (random_.percent(40)) verify_hours_ = random_.one_of<std::int64_t>({1, 6, 48});
        hasty_ = random_.percent(25);
        in_flight_ = random_.one_of<int>({1, 2, 4, 8});
    }

    CaseResult run() {
        try {
            go();
        } catch (const Broken& broken) {
            result_.failure = story_.str() + "  " + broken.what;
        }
        return result_;
    }

private:
    void go() {
        clock_.on_block = [this] { site_.set_time(clock_.unix_ms()); };
        site_.begin({{"plays", plays_},
                     {"ratings", entries_},
                     {"watchlist", entries_ / 2},
                     {"seed", static_cast<std::int64_t>(random_.below(1'000'000)) + 1}},
                    clock_.unix_ms());
        site_.switches(
            {{"maps", mode_.maps}, {"tie_order", mode_.tie_order}, {"stamp_resolution_ms", mode_.stamp_resolution_ms}});
        story_ << "  " << plays_ << " plays, " << entries_ << " ratings, pages of " << mode_.per_page << ", maps "
               << mode_.maps << ", ties " << mode_.tie_order << ", stamps of " << mode_.stamp_resolution_ms << " ms, "
               << "verify_hours " << verify_hours_ << ", " << in_flight_ << " reads in flight\n";
        first_index();
        const std::size_t steps = static_cast<std::size_t>(random_.between(3, 6));
        for (std::size_t step = 1; step <= steps; ++step) one_step(step, step == steps);
    }

    void first_index() {
        const Truth now = site_.truth();
        open();
        site_.take_ledger();
        const Index index = read("history");
        const auto asked = site_.take_ledger();
        compare(index, full_index(now), nullptr, "the first index");
        const auto changes = changes_since({}, now);
        hold(asked, first_index_limit(changes), "the first index");
        if (entries_ > 0) entries_after(now, true);
        held_ = now;
        begun_ms_ = verified_ms_ = last_read_ms_ = clock_.unix_ms();
        settled_ = true;
    }

    Limit first_index_limit(const std::array<Change, 2>& changes) const {
        return property::first_index(changes, mode_);
    }

    void one_step(std::size_t step, bool last) {
        ++result_.steps;
        const bool at_once = hasty_ && random_.percent(70);
        wait(at_once               ? random_.between(0, 400)
             : random_.percent(20) ? random_.between(0, 5) * second_ms
                                   : random_.between(1, 60) * 60 * second_ms);
        const Truth before = site_.truth();
        json::array ops = random_history_edits(random_, before, site_);
        if (entries_ > 0 && random_.percent(60))
            for (const json::value& op : random_entry_edits(random_, before)) ops.push_back(op);
        const auto edit_seed = static_cast<std::int64_t>(random_.below(1'000'000));
        site_.edit(ops, edit_seed);
        if (!ops.empty()) edited_ms_ = clock_.unix_ms();
        for (const json::value& op : ops) put_back_ = put_back_ || op.as_object().contains("keep_seconds");
        if (lag_to_come_ != 0 && random_.percent(50)) {
            mode_.counts_lag = std::exchange(lag_to_come_, 0);
            site_.switches({{"counts_lag", mode_.counts_lag}});
        }
        const bool same_module = !at_once && random_.percent(30);
        const bool hurry = at_once || random_.percent(25);
        wait(at_once               ? random_.between(0, 400)
             : hurry               ? random_.between(1, 100) * second_ms
             : random_.percent(12) ? random_.between(1, 40) * hour_ms
                                   : random_.between(3, 90) * 60 * second_ms);
        if (same_module)
            wait(memo_ms + second_ms);
        else
            open();
        const Truth now = site_.truth();
        const auto changes = changes_since(held_, now);
        const bool settled = clock_.unix_ms() - edited_ms_ > settled_after_ms;
        story_ << "  step " << step << (same_module ? ", same module" : "") << (settled ? "" : ", not settled")
               << ", counts lag " << mode_.counts_lag << ", edit seed " << edit_seed << ": " << json::serialize(ops)
               << "\n";
        for (const Kind kind : both_kinds)
            story_ << "    " << kind_names[kind] << "s " << changes[kind].before << " -> " << changes[kind].now << ": +"
                   << changes[kind].added << " -" << changes[kind].removed << ", on top " << changes[kind].on_top
                   << ", titles " << changes[kind].titles.size() << "\n";

        index_after(now, changes, settled);
        if (entries_ > 0) entries_after(now, false);
        if (doubtful() && (last || random_.percent(50))) index_after_verify_hours(now);
    }

    // A play that was put back shows in a full read alone.
    std::int64_t certain_after_ms() const {
        return put_back_ ? std::max(verify_hours_ * hour_ms, full_read_after_ms) : verify_hours_ * hour_ms;
    }

    bool doubtful() const { return doubtful_[Movies] || doubtful_[Episodes]; }

    void index_after(const Truth& now, const std::array<Change, 2>& changes, bool settled) {
        const std::int64_t now_ms = clock_.unix_ms(), verify_ms = certain_after_ms();
        // Everything may be, and is, looked at. The plugin may have done so for other reasons since we know of it.
        const bool may_be_due =
                       now_ms - verified_ms_ >= verify_hours_ * hour_ms || now_ms - begun_ms_ >= full_read_after_ms,
                   is_due = now_ms - last_read_ms_ >= verify_ms;
        const bool was_certain = !doubtful();
        site_.take_ledger();
        std::optional<Index> read_now;
        try {
            read_now = read("history");
        } catch (const Refused&) {
            settled_ = entries_settled_ = false;
            return;  // the next index is held against what the last one has shown
        }
        const Index& index = *read_now;
        const auto asked = site_.take_ledger();
        tell(asked);
        const Index full = full_index(now);
        for (const Kind kind : both_kinds) {
            const bool exact = is_due || (doubtful_[kind] ? now_ms - doubtful_since_ms_[kind] >= verify_ms
                                                          : exact_at_once(changes[kind], mode_));
            const std::string differs = difference(index.items(), full.items(), kind_names[kind]);
            if (exact && !differs.empty()) throw Broken{std::string("the index is wrong\n") + differs};
            if (exact) ++result_.exact_at_once;
            if (!differs.empty()) story_ << "    (" << kind_names[kind] << "s may be wrong for now, and are)\n";
            if (!doubtful_[kind]) {
                check_nothing_is_lost(index, kind, now);
                doubtful_since_ms_[kind] = now_ms;
            }
            doubtful_[kind] = !differs.empty();
        }
        last_read_ms_ = now_ms;
        if (!doubtful() && index.document.at("count") != full.document.at("count"))
            throw Broken{"the index has another count than items\n"};
        if (was_certain && !may_be_due) {
            std::optional<Limit> limit;
            if (settled && settled_) limit = row_of_table(changes, mode_);
            hold(asked, limit ? *limit : at_most(changes, mode_), "the index of history");
        }
        if (is_due && !doubtful()) verified_ms_ = now_ms;
        settled_ = settled;
        held_ = now;
    }

    // What may be missed are changes. A play that was there and is there is never gone.
    void check_nothing_is_lost(const Index& index, Kind kind, const Truth& now) const {
        std::set<std::int64_t> shown;
        for (const auto& [key, item] : index.items())
            if (item.at("type") == kind_names[kind]) shown.insert(item.at("_trakt_history_id").as_int64());
        Plays before = held_.plays[kind];
        std::sort(before.begin(), before.end());
        for (const Play& play : now.plays[kind])
            if (!shown.contains(play.id) && std::binary_search(before.begin(), before.end(), play))
                throw Broken{"the index lacks play " + std::to_string(play.id) + ", which was there all the time\n"};
    }

    // Whatever has happened: now it must be seen.
    void index_after_verify_hours(const Truth& now) {
        if (mode_.counts_lag < 0) site_.switches({{"counts_lag", mode_.counts_lag = 0}});
        wait(certain_after_ms() + 60 * second_ms);
        open();
        site_.take_ledger();
        const Index index = read("history");
        story_ << "  verify_hours later\n";
        tell(site_.take_ledger());
        compare(index, full_index(now), nullptr, "the index after verify_hours");
        ++result_.exact_after_verify_hours;
        doubtful_ = {};
        verified_ms_ = last_read_ms_ = clock_.unix_ms();
        settled_ = true;
    }

    // Ratings and the watchlist, by the module that has just read the history: one look at the stamps serves all.
    void entries_after(const Truth& now, bool first) {
        for (const char* feature : {"ratings", "watchlist"}) {
            site_.take_ledger();
            std::optional<Index> index;
            try {
                index = read(feature);
            } catch (const Refused&) {
                return;
            }
            const auto asked = site_.take_ledger();
            story_ << "    " << feature << ":\n";
            tell(asked);
            Clean clean(*this);
            compare(*index, read_by(fresh_module().get(), feature), nullptr, feature);
            site_.take_ledger();
            // A list that has shrunk much is read once more.
            std::size_t& held = entries_held_[feature];
            const std::size_t count = index->items().size();
            const bool shrunk = held > count && held - count > 25 && (held - count) * 5 > held;
            held = count;
            if (!first && settled_ && entries_settled_ && !shrunk) hold(asked, entries_limit(feature, now), feature);
        }
        entry_stamps_ = now.stamps;
        entries_settled_ = first || settled_;
    }

    // The stamps have been asked for already; a read of more than one page asks once more.
    Limit entries_limit(const std::string& feature, const Truth& now) const {
        const auto moved = [&](const std::string& leaf) { return now.stamps.at(leaf) != entry_stamps_.at(leaf); };
        Limit limit{0, feature + ": what changed alone"};
        const auto per_page = static_cast<std::size_t>(mode_.per_page);
        if (feature == "ratings") {
            for (const char* type : rated_types)
                if (moved(std::string(type) + ".rated_at")) {
                    const auto own = now.ratings.find(type);
                    limit.requests += pages_of(own == now.ratings.end() ? 0 : own->second, per_page);
                }
        } else {
            bool any = moved("watchlist.updated_at");
            for (const char* type : rated_types) any = any || moved(std::string(type) + ".watchlisted_at");
            if (any) limit.requests = pages_of(now.watchlist, per_page) + 1;  // and the settings
        }
        if (limit.requests > 1) ++limit.requests;
        return limit;
    }

    // --- the plugin ---

    ModuleServices services() {
        ModuleServices services;
        services.clock = std::make_unique<SharedClock>(clock_);
        services.log = std::make_unique<NullLog>();
        return services;
    }

    std::string config(bool keeps_state, std::int64_t per_page) const {
        json::object block{{"client_id", "twin-client-id"},
                           {"access_token", "twin-access-token"},
                           {"api_url", site_.url()},
                           {"auth_url", site_.url()},
                           {"history_per_page", per_page},
                           {"ratings_per_page", per_page},
                           {"watchlist_per_page", per_page},
                           {"reads_in_flight", in_flight_},
                           {"rate_limit", json::object{{"get_per_5min", 0}, {"post_per_sec", 0}, {"burst", 0}}},
                           {"backoff", json::object{{"base_ms", 1}, {"cap_ms", 5}, {"html429_ms", 5}}}};
        if (verify_hours_ != usual_verify_hours) block["verify_hours"] = verify_hours_;
        json::object root{{"trakt", block}};
        if (keeps_state) root["state_dir"] = folder_.path();
        return json::serialize(root);
    }

    void open() {
        module_.reset();
        module_ = std::make_unique<TraktModule>(services(), parse_config(config(true, mode_.per_page)));
    }

    std::unique_ptr<TraktModule> fresh_module() {
        return std::make_unique<TraktModule>(services(), parse_config(config(false, 250)));
    }

    Index read(const std::string& feature) { return read_by(module_.get(), feature); }

    Index read_by(TraktModule* module, const std::string& feature) {
        try {
            const std::int32_t never = 0;
            const auto document = module->build_index(feature, CallScope(clock_, &never, 0));
            const std::string_view text = text_of(document);
            Index index{json::parse(json::string_view(text.data(), text.size()))};
            if (index.document.at("count").to_number<std::size_t>() != index.items().size())
                throw Broken{"the index of " + feature + " says " + json::serialize(index.document.at("count")) +
                             " items and has " + std::to_string(index.items().size()) + "\n"};
            return index;
        } catch (const Failure& failure) {
            tell(site_.take_ledger());
            if (mode_.counts_lag < 0 && failure.error().status == Status::Incomplete) throw Refused{};
            throw Broken{"the index of " + feature + " fails: " + status_name(failure.error().status) + " " +
                         failure.error().reason + ": " + failure.error().message + "\n"};
        }
    }

    // The site without its oddities while this lives, for reads that others are held against.
    struct Clean {
        explicit Clean(Case& owner) : owner_(owner) { owner_.site_.switches({{"counts_lag", 0}}); }
        ~Clean() { owner_.site_.switches({{"counts_lag", owner_.mode_.counts_lag}}); }
        Case& owner_;
    };

    Index full_index(const Truth& truth) {
        Clean clean(*this);
        Index index = read_by(fresh_module().get(), "history");
        site_.take_ledger();
        check_against_truth(index, truth);
        return index;
    }

    // --- what is noted and held ---

    void wait(std::int64_t ms) {
        clock_.advance(ms);
        site_.set_time(clock_.unix_ms());
    }

    std::array<Change, 2> changes_since(const Truth& before, const Truth& now) const {
        std::array<Change, 2> changes;
        for (const Kind kind : both_kinds) {
            const std::string leaf = std::string(kind_names[kind]) + "s.watched_at";
            const auto old = before.stamps.find(leaf);
            changes[kind] = change_between(before.plays[kind], now.plays[kind],
                                           old == before.stamps.end() || old->second != now.stamps.at(leaf));
        }
        return changes;
    }

    void compare(const Index& index, const Index& full, const char* type, const std::string& what) {
        ++result_.indexes;
        const std::string differs = difference(index.items(), full.items(), type);
        if (!differs.empty()) throw Broken{what + " is wrong\n" + differs};
    }

    void hold(const std::vector<Asked>& asked, const Limit& limit, const std::string& what) {
        if (!check_limits_) return;
        ++result_.limits_checked;
        if (asked.size() <= limit.requests) return;
        throw Broken{what + " took " + std::to_string(asked.size()) + " requests for at most " +
                     std::to_string(limit.requests) + " (" + limit.row + ")\n"};
    }

    void tell(const std::vector<Asked>& asked) {
        std::size_t lines = 0;
        for (const Asked& one : asked) {
            if (++lines == 40) {
                story_ << "    ... " << asked.size() << " requests\n";
                return;
            }
            story_ << "    " << one.method << " " << one.path << (one.query.empty() ? "" : "?") << one.query << " -> "
                   << one.status << "\n";
        }
    }

    Random random_;
    Site& site_;
    const bool check_limits_;
    Mode mode_;
    std::int64_t lag_to_come_ = 0;
    std::int64_t plays_ = 0, entries_ = 0;
    std::int64_t verify_hours_ = usual_verify_hours;
    bool put_back_ = false;
    std::map<std::string, std::size_t> entries_held_;  // by the last index of ratings and watchlist
    std::int64_t begun_ms_ = 0;
    int in_flight_ = 4;
    bool hasty_ = false;  // changes and indexes follow each other within a second

    test::FakeClock clock_;
    test::TempFolder folder_;
    std::unique_ptr<TraktModule> module_;

    Truth held_;                      // what the last index was to show
    std::array<bool, 2> doubtful_{};  // the last index was allowed to miss changes of this kind, and did
    bool settled_ = false;            // the stamps of the last index were
    bool entries_settled_ = false;    // and those of the last index of ratings and watchlist
    std::map<std::string, std::string> entry_stamps_;  // at the last index of ratings and watchlist
    std::array<std::int64_t, 2> doubtful_since_ms_{};
    std::int64_t last_read_ms_ = 0;
    std::int64_t edited_ms_ = 0;    // when the account was changed last
    std::int64_t verified_ms_ = 0;  // when everything was surely looked at
    std::ostringstream story_;
    CaseResult result_;
};

}  // namespace

CaseResult run_case(std::uint64_t seed, Site& site, bool check_limits) { return Case(seed, site, check_limits).run(); }

}  // namespace mod_trakt::property
