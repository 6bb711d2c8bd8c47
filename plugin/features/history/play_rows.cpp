#include "features/history/play_rows.hpp"

#include <algorithm>

#include "index/plays/play_entry.hpp"
#include "model/canonical_key.hpp"
#include "model/timestamp.hpp"
#include "support/error.hpp"
#include "support/iso_time.hpp"
#include "support/json/writer.hpp"
#include "trakt/rows.hpp"

namespace mod_trakt::features {

void PlayRows::reserve(std::size_t rows) {
    // Address space for the entries and the rest of the document; memory is used only when entries are added.
    constexpr std::size_t usual_bytes = 1024, most_bytes = 512u << 20;
    arena_->reserve(std::min(rows * usual_bytes, most_bytes));
    titles_->reserve(rows);
}

index::Play PlayRows::take(json::Value row) {
    index::Play play;
    const trakt::RowResult result = trakt::history_row(row, *rules_);
    if (const auto* skipped = std::get_if<trakt::SkippedRow>(&result)) {
        tally_.count_skipped(skipped->reason);
        play.history_id = row["id"].integer().value_or(0);
        play.watched_ms = parse_iso_ms(row["watched_at"].text()).value_or(0);
        return play;
    }
    tally_.count_taken();
    const auto& taken = std::get<trakt::Row>(result);
    if (taken.type != type_)
        throw Failure(Status::BadData, "schema_changed",
                      "GET /sync/history: a list of one type has rows of another type; update the plugin");
    play.history_id = taken.history_id;
    play.trakt_id = taken.trakt_id;
    play.watched_ms = taken.epoch_ms;
    if (play.trakt_id != 0) titles_->expect(play.trakt_id);
    text_.clear();
    put_event_key(taken.item, to_seconds(taken.epoch_ms), *rules_, key_);
    json::Writer(text_).string(key_);
    text_ += ':';
    json::Writer writer(text_);
    writer.begin_object();
    write_item_members(writer, taken.item);
    if (taken.history_id != 0) writer.member("_trakt_history_id", taken.history_id);
    writer.end_object();
    play.entry = arena_->add(text_);
    if (play.trakt_id != 0) titles_->add(taken.item, play.trakt_id);
    return play;
}

std::vector<index::Play> PlayRows::take_all(json::Value rows) {
    std::vector<index::Play> plays;
    plays.reserve(rows.size());
    for (const json::Value row : rows.elements()) plays.push_back(take(row));
    return plays;
}

void PlayRows::take_kept(std::span<const index::Play> plays) {
    tally_.count_taken(plays.size());
    for (const index::Play& play : plays)
        if (play.trakt_id != 0) titles_->add(index::EntryItem(play.entry, *rules_).item(), play.trakt_id);
}

}  // namespace mod_trakt::features
