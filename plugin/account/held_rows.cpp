#include "account/held_rows.hpp"

#include <algorithm>
#include <array>
#include <boost/unordered/unordered_flat_set.hpp>
#include <limits>
#include <optional>
#include <unordered_set>

#include "index/plays/play_entry.hpp"
#include "index/plays/play_table.hpp"
#include "index/snapshot/media_table.hpp"
#include "index/snapshot/title_table.hpp"
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

// True if the two Trakt ids are both known and differ. `known`: 0 if not known.
bool differs(std::string_view wanted, std::int64_t known) noexcept {
    return !wanted.empty() && known != 0 && index::id_number(IdKey::Trakt, wanted) != known;
}

// The kinds of ids that title tables keep as numbers.
constexpr std::size_t numeric_keys = 4;
std::optional<std::size_t> slot_of(IdKey key) noexcept {
    switch (key) {
        case IdKey::Trakt: return 0;
        case IdKey::Tvdb: return 1;
        case IdKey::Tmdb: return 2;
        case IdKey::Imdb: return 3;
        default: return std::nullopt;
    }
}

// Calls f(slot, number) for each id that is known.
template <typename F>
void each_id(const index::NumericIds& ids, F&& f) {
    const std::array<std::int64_t, numeric_keys> numbers = {ids.trakt, ids.tvdb, ids.tmdb, ids.imdb};
    for (std::size_t slot = 0; slot < numbers.size(); ++slot)
        if (numbers[slot] != 0) f(slot, numbers[slot]);
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
        const auto slot = slot_of(token.key);
        const auto number = index::id_number(token.key, token.value);
        if (!token.is_in_show) {
            if (slot && number) own_[index_of(token.type)][*slot].emplace(*number, answer);
            return;
        }
        const auto season = as_table_number(token.season), episode = as_table_number(token.episode);
        if (!season || (token.episode && !episode)) return;
        const InShow question{token.type, *season, episode.value_or(0), answer};
        if (slot && number) in_show_[*slot][*number].push_back(question);
        if (token.key == IdKey::Slug) in_show_by_slug_[token.value].push_back(question);
    }

    // Calls f(answer) for each token that is one of the title's own ids.
    template <typename F>
    void each_of_title(MediaType type, const index::NumericIds& ids, F&& f) const {
        const auto& by_key = own_[index_of(type)];
        each_id(ids, [&](std::size_t slot, std::int64_t number) {
            if (by_key[slot].empty()) return;
            if (const auto found = by_key[slot].find(number); found != by_key[slot].end()) f(found->second);
        });
    }
    // The tokens within this show. The pointers are valid while this object lives.
    std::vector<const InShow*> of_show(const index::TitleShow& show) const {
        std::vector<const InShow*> questions;
        const auto append = [&questions](const auto& by_id, const auto& id) {
            if (const auto found = by_id.find(id); found != by_id.end())
                for (const InShow& question : found->second) questions.push_back(&question);
        };
        each_id(show.ids, [&](std::size_t slot, std::int64_t number) { append(in_show_[slot], number); });
        if (!show.slug.empty()) append(in_show_by_slug_, show.slug);
        return questions;
    }

private:
    template <typename Value>
    using ByNumber = std::array<std::unordered_map<std::int64_t, Value>, numeric_keys>;

    std::array<ByNumber<std::size_t>, media_type_count> own_;
    ByNumber<std::vector<InShow>> in_show_;
    std::unordered_map<std::string_view, std::vector<InShow>> in_show_by_slug_;
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
        answers_.emplace_back(std::move(text), std::vector<Match>());
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
        for (auto& [text, matches] : answers_) held_.answers_.emplace(std::move(text), std::move(matches));
    }

private:
    struct Show {
        std::int64_t trakt_id = 0;
        std::vector<const Questions::InShow*> questions;
    };

    // Visits the titles of one section and notes which of them match a token.
    class SectionPass final : public index::TitleVisitor {
    public:
        SectionPass(Pass& pass, const index::SnapshotSection& section, std::size_t place)
            : is_of_plays(section.tables.media.empty()), pass_(pass), section_(place) {
            known_.reserve(static_cast<std::size_t>(section.count));
        }

        void show(const index::TitleShow& show) override {
            shows_.push_back({show.ids.trakt, pass_.questions_.of_show(show)});
        }
        void title(const index::Title& title) override {
            const std::int64_t number = is_of_plays ? title.ids.trakt : title_count_;
            ++title_count_;
            known_.insert(number);
            if (title.is_in_text) told_by_text_.insert(number);
            const Show* const show = title.show != index::Title::no_show ? &shows_[title.show] : nullptr;
            const auto match = [&](std::size_t answer) {
                pass_.answers_[answer].second.push_back(
                    {section_, number, title.ids.trakt, show != nullptr ? show->trakt_id : 0});
                if (!pass_.held_.rows_[section_].contains(number)) pass_.rows_[section_].try_emplace(number);
            };
            pass_.questions_.each_of_title(title.type, title.ids, match);
            if (show == nullptr || !title.is_numbered) return;
            for (const Questions::InShow* question : show->questions)
                if (question->type == title.type && question->season == title.season &&
                    question->episode == title.episode)
                    match(question->answer);
        }

        // True if the rows of a title have to be matched by the text of their entries.
        bool is_told_by_text(std::int64_t number) const {
            return told_by_text_.contains(number) || !known_.contains(number) || (is_of_plays && number == 0);
        }
        std::int64_t title_count() const noexcept { return title_count_; }
        std::size_t section() const noexcept { return section_; }

        const bool is_of_plays;

    private:
        Pass& pass_;
        std::size_t section_;
        std::int64_t title_count_ = 0;
        std::vector<Show> shows_;
        boost::unordered_flat_set<std::int64_t> known_, told_by_text_;
    };

    std::string_view read_plays(const index::SnapshotSection& section, std::string_view entries,
                                const SectionPass& titles) {
        std::size_t number = 0;
        const auto rest = index::read_plays(section.tables.plays, section.plays, entries, [&](const index::Play& play) {
            if (play.entry.empty()) return;
            const Holding holding{
                .history_id = play.history_id, .watched_ms = play.watched_ms, .rating = 0, .rated_ms = {}};
            take(titles, play.trakt_id, {number++, holding}, play.entry);
        });
        if (!rest) throw damaged();
        return *rest;
    }
    std::string_view read_media(const index::SnapshotSection& section, std::string_view entries,
                                const SectionPass& titles) {
        const auto decoded = index::decode_media(section.tables.media, section.count, entries);
        if (!decoded) throw damaged();
        std::size_t number = 0;
        for (const index::MediaRow& row : decoded->rows) {
            if (row.title >= titles.title_count()) throw damaged();
            const Holding holding{.history_id = 0, .watched_ms = 0, .rating = row.rating, .rated_ms = row.rated_ms};
            take(titles, row.title, {number++, holding}, row.entry);
        }
        return decoded->rest;
    }
    void take(const SectionPass& titles, std::int64_t title, const Row& row, std::string_view entry) {
        ++row_count_;
        if (titles.is_told_by_text(title)) {
            if (!held_.is_text_read_) in_text_.add(index::EntryItem(entry, held_.rules_).item(), row.holding);
            return;
        }
        auto& rows = rows_[titles.section()];
        if (const auto wanted = rows.find(title); wanted != rows.end()) wanted->second.push_back(row);
    }

    HeldRows& held_;
    Questions questions_;
    std::unordered_set<std::string> asked_;
    std::vector<std::pair<std::string, std::vector<Match>>> answers_;
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

void HeldRows::find(const TitleToken& token, const TraktIds& wanted, const std::set<std::int64_t>& gone,
                    std::vector<Holding>& found) {
    auto answer = answers_.find(token.text());
    if (answer == answers_.end()) {
        look_for({&token, 1});
        answer = answers_.find(token.text());
    }
    using Place = std::pair<std::size_t, std::size_t>;  // section, and number in it
    std::vector<std::pair<Place, const Holding*>> rows;
    for (const Match& match : answer->second) {
        if (differs(wanted.own, match.trakt_id) || differs(wanted.show, match.trakt_id_of_show)) continue;
        for (const Row& row : rows_[match.section].at(match.rows))
            rows.push_back({{match.section, row.number}, &row.holding});
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    std::vector<Holding> in_text;
    in_text_.find(token, wanted, in_text);
    const auto is_held = [&gone](const Holding& holding) { return !gone.contains(holding.history_id); };
    for (const auto& [place, holding] : rows)
        if (is_held(*holding)) found.push_back(*holding);
    std::copy_if(in_text.begin(), in_text.end(), std::back_inserter(found), is_held);
}

std::size_t HeldRows::count_of(const std::set<std::int64_t>& history_ids) const {
    std::size_t count = 0;
    std::string_view entries = snapshot_.entries();
    for (const index::SnapshotSection& section : snapshot_.sections()) {
        if (!section.tables.media.empty()) return 0;  // not plays, so there are no history ids
        const auto rest = index::read_plays(section.tables.plays, section.plays, entries, [&](const index::Play& play) {
            if (!play.entry.empty() && history_ids.contains(play.history_id)) ++count;
        });
        if (!rest) throw damaged();
        entries = *rest;
    }
    return count;
}

}  // namespace mod_trakt::account
