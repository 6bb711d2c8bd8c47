#include "account/held_rows.hpp"

#include <algorithm>
#include <array>
#include <boost/unordered/unordered_flat_set.hpp>
#include <limits>
#include <optional>
#include <unordered_set>
#include <utility>

#include "index/plays/play_entry.hpp"
#include "index/plays/play_table.hpp"
#include "index/snapshot/media_table.hpp"
#include "index/snapshot/title_table.hpp"
#include "model/timestamp.hpp"
#include "support/error.hpp"

namespace mod_trakt::account {
namespace {

Failure damaged() {
    return {Status::Internal, "internal",
            "the tables of a snapshot in memory are damaged; this is a defect of the plugin"};
}

std::optional<std::uint16_t> as_table_number(const std::optional<std::int64_t>& number) noexcept {
    if (!number || *number < 0 || *number > std::numeric_limits<std::uint16_t>::max()) return std::nullopt;
    return static_cast<std::uint16_t>(*number);
}

// The id keys whose values title tables keep as numbers, and the place of each in arrays.
constexpr std::size_t numeric_keys = 4;
std::optional<std::size_t> place_of(IdKey key) noexcept {
    switch (key) {
        case IdKey::Trakt: return 0;
        case IdKey::Tvdb: return 1;
        case IdKey::Tmdb: return 2;
        case IdKey::Imdb: return 3;
        default: return std::nullopt;
    }
}

// Calls f(place, number) for each id in the table.
template <typename F>
void each_id(const index::NumericIds& ids, F&& f) {
    const std::array<std::int64_t, numeric_keys> numbers = {ids.trakt, ids.tvdb, ids.tmdb, ids.imdb};
    for (std::size_t place = 0; place < numbers.size(); ++place)
        if (numbers[place] != 0) f(place, numbers[place]);
}

Holding holding_of(const index::MediaRow& row) {
    return {.history_id = 0, .watched_ms = 0, .rating = row.rating, .rated_ms = row.rated_ms};
}

// Calls f for each play that is not skipped; does nothing in a snapshot of ratings or the watchlist.
template <typename F>
void each_play(const index::CompleteSnapshot& snapshot, F&& f) {
    std::string_view entries = snapshot.entries();
    for (const index::SnapshotSection& section : snapshot.sections()) {
        if (!section.tables.media.empty()) return;
        const auto rest =
            index::read_plays(section.tables.plays, section.plays, entries, [&f](const index::Play& play) {
                if (!play.entry.empty()) f(play);
            });
        if (!rest) throw damaged();
        entries = *rest;
    }
}

// The tokens that are looked for, in the form of the title tables, each with the number of its answer.
class Questions {
public:
    struct InShow {
        MediaType type = MediaType::Episode;
        std::uint16_t season = 0, episode = 0;
        std::size_t answer = 0;
    };

    void add(const TitleToken& token, std::size_t answer) {
        const auto place = place_of(token.key);
        const auto number = index::id_number(token.key, token.value);
        if (token.kind == TitleToken::Kind::Own) {
            if (place && number) own_[index_of(token.type)][*place].emplace(*number, answer);
            return;
        }
        if (token.kind == TitleToken::Kind::Show) {
            if (place && number) shows_[*place][*number].push_back(answer);
            if (token.key == IdKey::Slug) shows_by_slug_[token.value].push_back(answer);
            return;
        }
        const auto season = as_table_number(token.season), episode = as_table_number(token.episode);
        if (!season || (token.episode && !episode)) return;
        const InShow question{token.type, *season, episode.value_or(0), answer};
        if (place && number) in_show_[*place][*number].push_back(question);
        if (token.key == IdKey::Slug) in_show_by_slug_[token.value].push_back(question);
    }

    // Calls f(answer) for each token that is one of the title's own ids.
    template <typename F>
    void each_of_title(MediaType type, const index::NumericIds& ids, F&& f) const {
        const auto& by_key = own_[index_of(type)];
        each_id(ids, [&](std::size_t place, std::int64_t number) {
            if (by_key[place].empty()) return;
            if (const auto found = by_key[place].find(number); found != by_key[place].end()) f(found->second);
        });
    }
    // Calls f(answer) for each token that is one of the show's ids.
    template <typename F>
    void each_of_show(const index::TitleShow& show, F&& f) const {
        each_match(shows_, shows_by_slug_, show, [&f](std::size_t answer) { f(answer); });
    }
    // The tokens within this show. The pointers are valid while this object lives.
    std::vector<const InShow*> of_show(const index::TitleShow& show) const {
        std::vector<const InShow*> questions;
        each_match(in_show_, in_show_by_slug_, show,
                   [&questions](const InShow& question) { questions.push_back(&question); });
        return questions;
    }

private:
    template <typename Value>
    using ByNumber = std::array<std::unordered_map<std::int64_t, Value>, numeric_keys>;

    template <typename Value>
    using BySlug = std::unordered_map<std::string_view, std::vector<Value>>;

    // Calls f for each value under an id of the show.
    template <typename Value, typename F>
    static void each_match(const ByNumber<std::vector<Value>>& by_number, const BySlug<Value>& by_slug,
                           const index::TitleShow& show, F&& f) {
        const auto call_each = [&f](const auto& values, const auto& id) {
            if (const auto found = values.find(id); found != values.end())
                for (const Value& value : found->second) f(value);
        };
        each_id(show.ids, [&](std::size_t place, std::int64_t number) { call_each(by_number[place], number); });
        if (!show.slug.empty()) call_each(by_slug, show.slug);
    }

    std::array<ByNumber<std::size_t>, media_type_count> own_;
    ByNumber<std::vector<InShow>> in_show_;
    BySlug<InShow> in_show_by_slug_;
    ByNumber<std::vector<std::size_t>> shows_;
    BySlug<std::size_t> shows_by_slug_;
};

}  // namespace

// One pass over all sections. Only finish() stores the results, so a pass that throws leaves no partial answer.
class HeldRows::Pass {
public:
    explicit Pass(HeldRows& held) : held_(held) { held_.rows_.resize(held_.snapshot_.sections().size()); }

    void ask(const TitleToken& token) {
        std::string text = token.text();
        if (held_.answers_.contains(text) || !asked_.insert(text).second) return;
        questions_.add(token, answers_.size());
        answers_.emplace_back(std::move(text), Answer());
    }
    bool has_questions() const noexcept { return !answers_.empty(); }

    void run() {
        std::string_view entries = held_.snapshot_.entries();
        for (const index::SnapshotSection& section : held_.snapshot_.sections()) {
            SectionPass pass(*this, section, rows_.size());
            rows_.emplace_back();
            if (!index::read_titles(section.tables.titles, pass)) throw damaged();
            entries = pass.is_of_plays ? read_plays(section, entries, pass) : read_media(section, entries, pass);
        }
        if (row_count_ != held_.snapshot_.count()) throw damaged();
    }

    void finish() {
        for (std::size_t section = 0; section < rows_.size(); ++section) held_.rows_[section].merge(rows_[section]);
        if (!held_.is_text_read_) held_.in_text_ = std::move(in_text_);
        held_.is_text_read_ = true;
        for (auto& [text, answer] : answers_) held_.answers_.emplace(std::move(text), std::move(answer));
    }

private:
    struct Show {
        index::NumericIds ids;
        std::string_view slug;
        std::vector<const Questions::InShow*> questions;
        std::vector<std::size_t> answers;  // to tokens of the show; emptied when a row of it was found
    };

    // Visits the titles of one section and notes which of them match a token.
    class SectionPass final : public index::TitleVisitor {
    public:
        SectionPass(Pass& pass, const index::SnapshotSection& section, std::size_t place)
            : is_of_plays(section.tables.media.empty()), pass_(pass), section_(place) {
            known_.reserve(static_cast<std::size_t>(section.count));
        }

        void show(const index::TitleShow& show) override {
            Show& added = shows_.emplace_back(Show{show.ids, show.slug, pass_.questions_.of_show(show), {}});
            pass_.questions_.each_of_show(show, [&](std::size_t answer) { added.answers.push_back(answer); });
        }
        void title(const index::Title& title) override {
            const std::int64_t number = is_of_plays ? title.ids.trakt : title_count_;
            ++title_count_;
            known_.insert(number);
            if (title.is_in_text) {
                matched_by_text_.insert(number);
                return;
            }
            Show* const show = title.show != index::Title::no_show ? &shows_[title.show] : nullptr;
            const auto match = [&](std::size_t answer) {
                pass_.answers_[answer].second.titles.push_back({section_, number, name_of(title, show)});
                if (!pass_.held_.rows_[section_].contains(number)) pass_.rows_[section_].try_emplace(number);
            };
            pass_.questions_.each_of_title(title.type, title.ids, match);
            if (show == nullptr) return;
            if (!show->answers.empty()) asked_shows_[number].push_back(title.show);
            if (!title.is_numbered) return;
            for (const Questions::InShow* question : show->questions)
                if (question->type == title.type && question->season == title.season &&
                    question->episode == title.episode)
                    match(question->answer);
        }

        // Notes that the shows of this title are held, because it has a row.
        void note_held_shows(std::int64_t number) {
            if (asked_shows_.empty()) return;
            const auto shows = asked_shows_.find(number);
            if (shows == asked_shows_.end()) return;
            for (const std::uint32_t place : shows->second)
                for (const std::size_t answer : std::exchange(shows_[place].answers, {}))
                    pass_.answers_[answer].second.shows.push_back(index::ids_of(shows_[place].ids, shows_[place].slug));
        }
        // True if the rows of a title have to be matched by the text of their entries.
        bool is_matched_by_text(std::int64_t number) const {
            return matched_by_text_.contains(number) || !known_.contains(number) || (is_of_plays && number == 0);
        }
        std::int64_t title_count() const noexcept { return title_count_; }
        std::size_t section() const noexcept { return section_; }

        const bool is_of_plays;

    private:
        static TitleName name_of(const index::Title& title, const Show* show) {
            TitleName name;
            name.type = title.type;
            name.ids = index::ids_of(title.ids);
            if (show != nullptr) name.show = index::ids_of(show->ids, show->slug);
            if (!title.is_numbered) return name;
            name.season = title.season;
            if (title.type == MediaType::Episode) name.episode = title.episode;
            return name;
        }

        Pass& pass_;
        std::size_t section_;
        std::int64_t title_count_ = 0;
        std::vector<Show> shows_;
        std::unordered_map<std::int64_t, std::vector<std::uint32_t>> asked_shows_;  // by the number of a title
        boost::unordered_flat_set<std::int64_t> known_, matched_by_text_;
    };

    std::string_view read_plays(const index::SnapshotSection& section, std::string_view entries, SectionPass& titles) {
        std::size_t number = 0;
        const auto rest = index::read_plays(section.tables.plays, section.plays, entries, [&](const index::Play& play) {
            if (play.entry.empty()) return;
            const Holding holding{
                .history_id = play.history_id, .watched_ms = play.watched_ms, .rating = 0, .rated_ms = {}};
            add_row(titles, play.trakt_id, {number++, holding}, play.entry);
        });
        if (!rest) throw damaged();
        return *rest;
    }
    std::string_view read_media(const index::SnapshotSection& section, std::string_view entries, SectionPass& titles) {
        const auto decoded = index::decode_media(section.tables.media, section.count, entries);
        if (!decoded) throw damaged();
        std::size_t number = 0;
        for (const index::MediaRow& row : decoded->rows) {
            if (row.title >= titles.title_count()) throw damaged();
            add_row(titles, row.title, {number++, holding_of(row)}, row.entry);
        }
        return decoded->rest;
    }
    void add_row(SectionPass& titles, std::int64_t title, const Row& row, std::string_view entry) {
        ++row_count_;
        if (titles.is_matched_by_text(title)) {
            if (!held_.is_text_read_)
                in_text_.add(title_name_of_row(index::EntryItem(entry, held_.rules_).item()), row.holding);
            return;
        }
        titles.note_held_shows(title);
        auto& rows = rows_[titles.section()];
        if (const auto wanted = rows.find(title); wanted != rows.end()) wanted->second.push_back(row);
    }

    HeldRows& held_;
    Questions questions_;
    std::unordered_set<std::string> asked_;
    std::vector<std::pair<std::string, Answer>> answers_;
    std::vector<RowsByTitle> rows_;
    HeldItems in_text_;
    std::uint64_t row_count_ = 0;
};

void HeldRows::look_for(std::span<const TitleToken> tokens) {
    Pass pass(*this);
    for (const TitleToken& token : tokens) pass.ask(token);
    if (!pass.has_questions()) return;
    pass.run();
    pass.finish();
}

void HeldRows::find(std::span<const TitleToken> tokens, const std::set<std::int64_t>& gone, HeldTitles& found) {
    look_for(tokens);
    struct Hit {
        std::size_t section = 0, title = 0;
        const Row* row = nullptr;
    };
    std::vector<Hit> hits;
    for (const TitleToken& token : tokens) {
        const Answer& answer = answers_.at(token.text());
        for (const Ids& show : answer.shows) found.add_show(show);
        for (const Match& match : answer.titles) {
            const std::size_t title = found.title_named(match.name);
            for (const Row& row : rows_[match.section].at(match.rows))
                if (!gone.contains(row.holding.history_id)) hits.push_back({match.section, title, &row});
        }
    }
    std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
        return a.section != b.section ? a.section < b.section : a.row->number < b.row->number;
    });
    for (const Hit& hit : hits) found.add(hit.title, {this, hit.section, hit.row->number}, hit.row->holding);
    for (const TitleToken& token : tokens) in_text_.find(token, gone, found);
}

void HeldRows::find_titles(std::span<const TitleToken> tokens, HeldTitles& found) {
    look_for(tokens);
    for (const TitleToken& token : tokens) {
        const Answer& answer = answers_.at(token.text());
        for (const Ids& show : answer.shows) found.add_show(show);
        for (const Match& match : answer.titles) found.title_named(match.name);
        in_text_.find_titles(token, found);
    }
}

void HeldRows::find_plays_at(const std::set<std::int64_t>& minutes_ms, const std::set<std::int64_t>& gone,
                             std::vector<HeldPlay>& found) const {
    each_play(snapshot_, [&](const index::Play& play) {
        if (!minutes_ms.contains(floor_to_minute_ms(play.watched_ms)) || gone.contains(play.history_id)) return;
        const index::EntryItem entry(play.entry, rules_);
        found.push_back({play.watched_ms, title_name_of_row(entry.item()), entry.item().year.view().integer()});
    });
}

void HeldRows::find_entries_between(std::int64_t from_ms, std::int64_t until_ms, std::vector<HeldEntry>& found) const {
    std::string_view entries = snapshot_.entries();
    for (const index::SnapshotSection& section : snapshot_.sections()) {
        const auto decoded = index::decode_media(section.tables.media, section.count, entries);
        if (!decoded) throw damaged();
        for (const index::MediaRow& row : decoded->rows)
            if (row.rated_ms && *row.rated_ms >= from_ms && *row.rated_ms <= until_ms)
                found.push_back({title_name_of_row(index::EntryItem(row.entry, rules_).item()), holding_of(row)});
        entries = decoded->rest;
    }
}

std::size_t HeldRows::count_of(const std::set<std::int64_t>& history_ids) const {
    std::size_t count = 0;
    each_play(snapshot_, [&](const index::Play& play) {
        if (history_ids.contains(play.history_id)) ++count;
    });
    return count;
}

}  // namespace mod_trakt::account
