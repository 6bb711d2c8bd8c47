#include "property_case.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "edits.hpp"
#include "entries.hpp"
#include "entry_writes.hpp"
#include "judge.hpp"
#include "oddities.hpp"
#include "promise.hpp"
#include "random.hpp"
#include "story.hpp"
#include "subject.hpp"
#include "tests/support/expected_items.hpp"
#include "writes.hpp"

namespace mod_trakt::property {
namespace {

constexpr std::int64_t second_ms = 1000, hour_ms = 3'600'000;
constexpr std::int64_t mature_after_ms = 120 * second_ms;
constexpr std::int64_t memo_ms = 10 * second_ms;               // a handle keeps stamps this long
constexpr std::int64_t full_read_after_ms = 7 * 86'400'000LL;  // a full read is due at the latest after this time
// Rows at the end of a list count as hidden after three reads over an hour. One kind may begin these reads later than
// the other one.
constexpr int most_reads_to_prove = 8;
constexpr std::int64_t between_reads_ms = 25 * 60 * second_ms;

class Case {
public:
    Case(std::uint64_t seed, Site& site, bool check_limits)
        : random_(seed), site_(site), oddities_(seed, site, story_), judge_(result_, check_limits && !oddities_.any()) {
        mode_.maps = std::array{"whole", "paged", "absent", "wrong"}[random_.weighted({45, 15, 25, 15})];
        // Not together with wrong maps: two wrong answers that agree cannot be distinguished from right ones.
        if (mode_.maps != "wrong" && random_.percent(12))
            lag_to_come_ = random_.one_of<std::int64_t>({1, 2, 5, -1, -3});
        if (random_.percent(25)) mode_.tie_order = "id_asc";
        if (random_.percent(15)) mode_.stamp_resolution_ms = 60'000;
        plays_ = std::array{random_.between(0, 5), random_.between(60, 700),
                            random_.between(700, most_plays)}[random_.weighted({15, 60, 25})];
        mode_.per_page = std::max(random_.one_of<std::int64_t>({10, 17, 25, 40, 100, 250}), plays_ / 60);
        if (random_.percent(35)) entry_count_ = random_.between(0, most_entries);
        if (random_.percent(40)) settings_.verify_hours = random_.one_of<std::int64_t>({1, 6, 48});
        hasty_ = random_.percent(25);
        shares_ids_ = random_.percent(25);
        settings_.reads_in_flight = random_.one_of<int>({1, 2, 4, 8});
        oddities_.adjust(mode_);
        if (oddities_.any()) lag_to_come_ = 0;
        // One read at a time, so that the order of the answers is the same when the case is run again.
        if (oddities_.random_ties()) settings_.reads_in_flight = 1;
    }

    CaseResult run() {
        try {
            run_steps();
        } catch (const Broken& broken) {
            result_.failure = story_.text() + "  " + broken.what;
        }
        return result_;
    }

private:
    void run_steps() {
        site_.begin({{"plays", plays_},
                     {"ratings", entry_count_},
                     {"watchlist", entry_count_ / 2},
                     {"seed", static_cast<std::int64_t>(random_.below(1'000'000)) + 1}},
                    subject_.unix_ms());
        site_.switches(
            {{"maps", mode_.maps}, {"tie_order", mode_.tie_order}, {"stamp_resolution_ms", mode_.stamp_resolution_ms}});
        if (shares_ids_) aliases_ = share_ids(random_, site_);
        story_ << "  " << plays_ << " plays, " << entry_count_ << " ratings, pages of " << mode_.per_page << ", maps "
               << mode_.maps << ", ties " << mode_.tie_order << ", stamps of " << mode_.stamp_resolution_ms << " ms, "
               << "verify_hours " << settings_.verify_hours << ", " << settings_.reads_in_flight
               << " reads in flight\n";
        oddities_.begin();
        oddities_.before_indexes();
        first_index();
        const std::size_t steps = static_cast<std::size_t>(random_.between(3, 6));
        for (std::size_t step = 1; step <= steps; ++step) one_step(step, step == steps);
    }

    void first_index() {
        truth_ = site_.truth();
        const Truth& now = truth_;
        oddities_.note_state(mode_, now);
        begun_ms_ = verified_ms_ = last_read_ms_ = subject_.unix_ms();
        subject_.open();
        site_.take_ledger();
        if (const auto index = try_to_read("history")) {
            const auto asked = site_.take_ledger();
            story_.tell(asked);
            compare_whole(*index, now, "the first index");
            judge_.check_requests(asked, property::first_index(changes_since({}, now), mode_), "the first index");
            note_exact(now);
        }
        if (entry_count_ > 0) entries_.first_indexes(now);
    }

    // Nullopt: the read is INCOMPLETE and may be.
    std::optional<Index> try_to_read(const std::string& feature) {
        try {
            refused_ = false;
            return subject_.read(feature);
        } catch (const Refused&) {
            ++result_.refused;
            refused_ = true;
            settled_ = false;
            return std::nullopt;
        }
    }

    void compare_whole(const Index& index, const Truth& now, const std::string& what) {
        judge_.compare_history(index.items, now, what);
        if (oddities_.counts_hidden()) judge_.compare_skipped(index, now.hidden_of("history"), what);
    }

    // Notes that the last index was exact and that everything was compared.
    void note_exact(const Truth& now) {
        doubtful_ = {};
        hid_lately_ = false;
        indexed_ = now;
        shown_ = now.plays;
        has_index_ = settled_ = true;
        verified_ms_ = last_read_ms_ = subject_.unix_ms();
    }

    void one_step(std::size_t step, bool last) {
        ++result_.steps;
        const bool at_once = hasty_ && random_.percent(70);
        subject_.wait(at_once               ? random_.between(0, 400)
                      : random_.percent(20) ? random_.between(0, 5) * second_ms
                                            : random_.between(1, 60) * 60 * second_ms);
        if (oddities_.before_edits()) hid_lately_ = true;
        json::array ops = random_history_edits(random_, truth_, site_);
        oddities_.add_edits(ops);
        if (entry_count_ > 0 && random_.percent(60))
            for (const json::value& op : random_entry_edits(random_, truth_)) ops.push_back(op);
        const auto edit_seed = static_cast<std::int64_t>(random_.below(1'000'000));
        site_.edit(ops, edit_seed);
        if (!ops.empty()) edited_ms_ = subject_.unix_ms();
        if (lag_to_come_ != 0 && random_.percent(50)) {
            mode_.counts_lag = std::exchange(lag_to_come_, 0);
            site_.switches({{"counts_lag", mode_.counts_lag}});
        }
        const bool same_module = !at_once && random_.percent(30);
        const bool hurry = at_once || random_.percent(25);
        subject_.wait(at_once               ? random_.between(0, 400)
                      : hurry               ? random_.between(1, 100) * second_ms
                      : random_.percent(12) ? random_.between(1, 40) * hour_ms
                                            : random_.between(3, 90) * 60 * second_ms);
        if (same_module)
            subject_.wait(memo_ms + second_ms);
        else
            subject_.open();
        truth_ = site_.truth();
        const Truth& now = truth_;
        oddities_.before_indexes();
        oddities_.note_state(mode_, now);
        const auto changes = changes_since(indexed_, now);
        const bool settled = subject_.unix_ms() - edited_ms_ > mature_after_ms;
        story_ << "  step " << step << (same_module ? ", same module" : "") << (settled ? "" : ", not settled")
               << ", counts lag " << mode_.counts_lag << ", edit seed " << edit_seed << ": " << json::serialize(ops)
               << "\n";
        for (const Kind kind : both_kinds)
            story_ << "    " << kind_names[kind] << "s " << changes[kind].before << " -> " << changes[kind].now << ": +"
                   << changes[kind].added << " -" << changes[kind].removed << ", on top " << changes[kind].on_top
                   << ", titles " << changes[kind].titles.size() << "\n";

        index_after(now, changes, settled);
        if (entry_count_ > 0) entries_.next_indexes(now, settled_);
        if (oddities_.any() && (last || (refused_ && random_.percent(50)))) recover(now);
        const bool look_again = last ? doubtful() || random_.percent(60) : doubtful() && random_.percent(50);
        if (look_again) index_after_verify_hours(now);
        if (last) indexes_by_newcomer(now);
        if (last && shares_ids_) index_after_writes();
        // Must be the last step: ids of titles change, and rows that were read keep the former ids.
        if (last && shares_ids_) EntryWrites(random_, site_, subject_, story_).run();
    }

    // An index never misses an own write. (With stale maps it may: a map from before the write can agree with the last
    // index.)
    void index_after_writes() {
        Writes(random_, site_, aliases_, subject_, story_).run();
        if (mode_.maps == "stale" || mode_.counts_lag != 0) return;
        truth_ = site_.truth();
        oddities_.note_state(mode_, truth_);
        subject_.open();
        site_.take_ledger();
        const auto index = try_to_read("history");
        story_.tell(site_.take_ledger());
        if (index) compare_whole(*index, truth_, "the index after own writes");
    }

    // After the site is healed, all indexes succeed after an hour at the latest.
    void recover(const Truth& now) {
        oddities_.heal(mode_, now);
        if (Oddities::shows_nothing(now)) return;
        for (int reads = 1; reads <= most_reads_to_prove; ++reads) {
            if (reads == most_reads_to_prove) mode_.may_be_incomplete.clear();
            subject_.wait(between_reads_ms);
            subject_.open();
            index_after(now, changes_since(indexed_, now), true);
            const bool entries_succeed = entry_count_ == 0 || entries_.next_indexes(now, settled_);
            if (!refused_ && entries_succeed) return;
        }
    }

    std::int64_t certain_after_ms() const { return settings_.verify_hours * hour_ms; }

    bool doubtful() const { return doubtful_[Movies] || doubtful_[Episodes]; }

    void index_after(const Truth& now, const std::array<Change, 2>& changes, bool settled) {
        const std::int64_t now_ms = subject_.unix_ms(), verify_ms = certain_after_ms();
        // True if the plugin may compare everything now, and if it must. It may have compared everything for other
        // reasons since the last time that is known here.
        const bool may_be_due = now_ms - verified_ms_ >= settings_.verify_hours * hour_ms ||
                                now_ms - begun_ms_ >= full_read_after_ms,
                   is_due = now_ms - last_read_ms_ >= verify_ms;
        const bool was_certain = !doubtful();
        site_.take_ledger();
        auto index = try_to_read("history");
        if (!index) {
            entries_.unsettle();
            return;  // the next index is compared with the last one
        }
        const auto asked = site_.take_ledger();
        story_.tell(asked);
        const auto items = by_kind(std::move(index->items));
        bool all_are_exact = true;
        for (const Kind kind : both_kinds) {
            const bool exact = !has_index_       ? true
                               : hid_lately_     ? false
                               : doubtful_[kind] ? now_ms - doubtful_since_ms_[kind] >= verify_ms
                               : is_due          ? exact_when_due(changes[kind], mode_)
                                                 : exact_at_once(changes[kind], mode_);
            const std::string differs = test::difference(items[kind], expected_items(now.plays[kind]));
            if (exact && !differs.empty()) throw Broken{std::string("the index is wrong\n") + differs};
            if (exact) ++result_.exact_at_once;
            if (differs.empty()) {
                shown_[kind] = now.plays[kind];
            } else {
                story_ << "    (" << kind_names[kind] << "s may be wrong for now, and are)\n";
                shown_[kind] = plays_partly_seen(items[kind], shown_[kind], now.plays[kind]);
                ++result_.partly_seen;
            }
            all_are_exact = all_are_exact && exact;
            if (!doubtful_[kind]) doubtful_since_ms_[kind] = now_ms;
            doubtful_[kind] = !differs.empty();
        }
        if (all_are_exact && oddities_.counts_hidden())
            judge_.compare_skipped(*index, now.hidden_of("history"), "the index of history");
        has_index_ = true;
        last_read_ms_ = now_ms;
        if (was_certain && !may_be_due) {
            std::optional<Limit> limit;
            if (settled && settled_) limit = row_of_table(changes, mode_);
            judge_.check_requests(asked, limit ? *limit : at_most(changes, mode_), "the index of history");
        }
        if (is_due && !doubtful()) verified_ms_ = now_ms;
        settled_ = settled;
        indexed_ = now;
    }

    // After verify_hours an index must see every change.
    void index_after_verify_hours(const Truth& now) {
        if (mode_.counts_lag < 0) site_.switches({{"counts_lag", mode_.counts_lag = 0}});
        // The hours begin with the first read after a change that succeeds or fails.
        if (refused_) try_to_read("history");
        // Only a full read notices newly hidden rows.
        subject_.wait((hid_lately_ ? std::max(certain_after_ms(), full_read_after_ms) : certain_after_ms()) +
                      60 * second_ms);
        subject_.open();
        site_.take_ledger();
        const auto index = try_to_read("history");
        if (!index) return;
        story_ << "  verify_hours later\n";
        story_.tell(site_.take_ledger());
        compare_whole(*index, now, "the index after verify_hours");
        ++result_.exact_after_verify_hours;
        note_exact(now);
    }

    void indexes_by_newcomer(const Truth& now) {
        try {
            compare_whole(subject_.read_by_newcomer("history"), now, "the index of history by a newcomer");
            if (entry_count_ == 0) return;
            for (const std::string feature : {"ratings", "watchlist"})
                judge_.compare(subject_.read_by_newcomer(feature).items, test::expected_items(*now.state, feature),
                               "the index of " + feature + " by a newcomer");
        } catch (const Refused&) {
            ++result_.refused;
        }
    }

    std::array<Change, 2> changes_since(const Truth& before, const Truth& now) const {
        std::array<Change, 2> changes;
        for (const Kind kind : both_kinds) {
            const std::string leaf = std::string(kind_names[kind]) + "s.watched_at";
            const auto old = before.stamps.find(leaf);
            changes[kind] = change_between(before.plays[kind], now.plays[kind],
                                           old == before.stamps.end() || old->second != now.stamps.at(leaf));
            changes[kind].hidden = static_cast<std::int64_t>(now.hidden_of(kind).rows) -
                                   static_cast<std::int64_t>(before.hidden_of(kind).rows);
        }
        return changes;
    }

    Random random_;
    Site& site_;
    Mode mode_;
    Settings settings_;
    Story story_;
    CaseResult result_;
    Oddities oddities_;
    Judge judge_;
    Subject subject_{site_, mode_, settings_, story_};
    Entries entries_{site_, subject_, mode_, oddities_, judge_, story_};

    std::int64_t lag_to_come_ = 0;
    std::int64_t plays_ = 0, entry_count_ = 0;
    bool shares_ids_ = false;  // some titles share ids, and the case writes
    Aliases aliases_;
    bool hasty_ = false;  // most changes and indexes follow each other within a second

    Truth truth_;                     // after the last edits
    Truth indexed_;                   // the account at the last index
    std::array<Plays, 2> shown_;      // the plays that the last index has shown
    std::array<bool, 2> doubtful_{};  // the last index was allowed to miss changes of this kind, and did
    bool has_index_ = false;          // there was an index
    bool refused_ = false;            // the last read of history gave none
    bool hid_lately_ = false;         // rows were hidden or shown since the last full read
    bool settled_ = false;            // the stamps of the last index were mature
    std::array<std::int64_t, 2> doubtful_since_ms_{};
    std::int64_t begun_ms_ = 0;
    std::int64_t last_read_ms_ = 0;
    std::int64_t edited_ms_ = 0;    // when the account was changed last
    std::int64_t verified_ms_ = 0;  // when everything was certainly compared
};

}  // namespace

CaseResult run_case(std::uint64_t seed, Site& site, bool check_limits) { return Case(seed, site, check_limits).run(); }

}  // namespace mod_trakt::property
