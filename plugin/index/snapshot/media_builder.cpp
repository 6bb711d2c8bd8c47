#include "index/snapshot/media_builder.hpp"

#include <utility>

#include "index/snapshot/document_writer.hpp"
#include "model/canonical_key.hpp"
#include "model/media_ref.hpp"
#include "model/timestamp.hpp"
#include "model/title_match.hpp"
#include "support/error.hpp"
#include "support/iso_time.hpp"
#include "support/text.hpp"

namespace mod_trakt::index {
namespace {

Failure damaged_snapshot() {
    return {Status::Internal, "internal", "a snapshot in memory is damaged; this is a defect of the plugin"};
}

// Appends the rows of all sections. Returns false if a table is damaged.
bool append_rows(const CompleteSnapshot& from, std::vector<MediaRow>& rows) {
    std::string_view entries = from.entries();
    for (const SnapshotSection& section : from.sections()) {
        const auto decoded = decode_media(section.tables.media, section.count, entries);
        if (!decoded) return false;
        rows.insert(rows.end(), decoded->rows.begin(), decoded->rows.end());
        entries = decoded->rest;
    }
    return true;
}

}  // namespace

MediaBuilder::MediaBuilder(const KeyRules& rules, std::span<const std::string_view> sections)
    : rules_(rules), sections_(sections.size()) {
    for (std::size_t i = 0; i < sections.size(); ++i) sections_[i].facts.name = sections[i];
}

MediaBuilder::Entry& MediaBuilder::add_entry(Section& section, const Item& item, std::int64_t trakt_id,
                                             std::int64_t epoch_ms) const {
    Entry& entry = section.entries.emplace_back();
    entry.key = canonical_key(item, rules_);
    entry.type = item.type;
    entry.trakt_id = trakt_id;
    entry.epoch_ms = epoch_ms;
    entry.has_ids = !item.ids.empty() || item.show_ids.has_value();
    entry.row.title = section.titles.add(item, trakt_id);
    entry.row.rating = rating_of(item.rating).value_or(0);
    entry.row.rated_ms = parse_iso_ms(item.rated_at.view().text());
    return entry;
}

void MediaBuilder::add(std::size_t section, const Item& item, std::int64_t trakt_id, std::int64_t epoch_ms,
                       std::optional<std::int64_t> listed_ms) {
    Entry& entry = add_entry(sections_[section], item, trakt_id, epoch_ms);
    if (listed_ms) entry.row.rated_ms = listed_ms;
    json::Writer writer(entry.item_json);
    write_item(writer, item);
}

void MediaBuilder::restart(std::size_t section) {
    sections_[section].entries.clear();
    sections_[section].titles = {};
}

void MediaBuilder::note_skipped(std::size_t section, std::uint64_t rows, std::uint64_t rows_hash, bool unconfirmed) {
    sections_[section].facts.skipped = rows;
    sections_[section].facts.skipped_rows_hash = rows_hash;
    sections_[section].facts.skips_unconfirmed = unconfirmed;
}

void MediaBuilder::take_over(const CompleteSnapshot& from, std::span<const bool> wanted) {
    json::Document document;
    std::vector<MediaRow> rows;
    if (document.parse(std::string(from.document())) || !append_rows(from, rows)) throw damaged_snapshot();
    for (std::size_t i = 0; i < sections_.size(); ++i) {
        const SnapshotSection* former = wanted[i] ? from.section(sections_[i].facts.name) : nullptr;
        if (former == nullptr) continue;
        sections_[i].taken_over = true;
        sections_[i].facts = *former;
        sections_[i].facts.count = sections_[i].facts.dropped = 0;  // they are counted again
    }
    std::size_t section = 0, number = 0;
    std::uint64_t left = from.sections().empty() ? 0 : from.sections().front().count;
    for (const auto [key, value] : document.root()["items"].members()) {
        while (left == 0 && section + 1 < from.sections().size()) left = from.sections()[++section].count;
        if (left > 0) --left;
        if (number == rows.size()) throw damaged_snapshot();
        const MediaRow& row = rows[number++];
        if (!wanted[section]) continue;
        const Item item = minimal(value, rules_);
        const auto trakt_id = parse_number<std::int64_t>(item.ids.get(IdKey::Trakt)).value_or(0);
        const std::int64_t epoch_ms = parse_time_ms(value["rated_at"]).value_or(0);
        Entry& entry = add_entry(sections_[section], item, trakt_id, epoch_ms);
        entry.row.rated_ms = row.rated_ms;  // the document does not say when a watchlist entry was listed
        json::Writer(entry.item_json).value(value);
    }
}

std::string MediaBuilder::free_key(const Entry& entry, const Taken& taken) const {
    json::Document document;
    // The text can be parsed, because add_entry()'s callers have written it; the fallback needs no ids.
    if (document.parse(entry.item_json)) return entry.type + ":" + entry.key;
    const Item item = minimal(document.root(), rules_);
    std::string key = entry.key;
    while (!(key = next_key(item, key, rules_)).empty())
        if (!taken.contains(key)) return key;
    key = entry.type + ":" + entry.key;
    if (!taken.contains(key)) return key;
    if (entry.trakt_id != 0) return key + "~" + std::to_string(entry.trakt_id);
    for (int number = 2;; ++number)
        if (std::string numbered = key + "~" + std::to_string(number); !taken.contains(numbered)) return numbered;
}

bool MediaBuilder::is_same_trakt_id(const Entry& a, const Entry& b) noexcept {
    return a.type == b.type && a.trakt_id != 0 && a.trakt_id == b.trakt_id;
}

bool MediaBuilder::is_same_title(const Entry& a, const Entry& b) const {
    if (is_same_trakt_id(a, b)) return true;
    if (a.type != b.type || !a.has_ids || !b.has_ids || (a.trakt_id != 0 && b.trakt_id != 0)) return false;
    json::Document one, other;
    if (one.parse(a.item_json) || other.parse(b.item_json)) return false;
    const Item item = minimal(one.root(), rules_), second = minimal(other.root(), rules_);
    return !ids_contradict(item.ids, second.ids) &&
           !ids_contradict(item.show_ids.value_or(Ids()), second.show_ids.value_or(Ids()));
}

template <typename Predicate>
void MediaBuilder::resolve_key_conflicts(Predicate&& takes_part, Taken& taken) {
    for (Section& section : sections_) {
        for (Entry& entry : section.entries) {
            if (!takes_part(entry)) continue;
            const auto place = taken.find(entry.key);
            if (place == taken.end()) {
                taken.emplace(entry.key, &entry);
                continue;
            }
            Entry& holder = *place->second;
            if (rules_.profile != KeyProfile::CrossWatch32 && !is_same_title(holder, entry)) {
                entry.key = free_key(entry, taken);
                taken.emplace(entry.key, &entry);
                continue;
            }
            if (!is_same_trakt_id(holder, entry)) ++lost_;
            if (entry.epoch_ms >= holder.epoch_ms) {
                holder.dropped = true;
                taken.erase(place);
                taken.emplace(entry.key, &entry);
            } else {
                entry.dropped = true;
            }
        }
    }
}

FinishedMedia MediaBuilder::finish(StampReading stamps, std::int64_t generated_at_ms) && {
    Taken taken;
    if (rules_.profile == KeyProfile::CrossWatch32) {
        resolve_key_conflicts([](const Entry&) { return true; }, taken);
    } else {
        resolve_key_conflicts([](const Entry& entry) { return entry.type == "movie"; }, taken);
        resolve_key_conflicts([](const Entry& entry) { return entry.type != "movie"; }, taken);
    }

    DocumentFacts document{.generated_at_ms = generated_at_ms, .skipped = lost_};
    struct Tables {
        std::string media, titles;
    };
    std::vector<Tables> tables;
    for (Section& section : sections_) {
        SnapshotSection& facts = section.facts;
        if (!section.taken_over) facts.checked = {generated_at_ms, generated_at_ms};
        std::vector<MediaRow> rows;
        for (Entry& entry : section.entries) {
            if (entry.dropped) {
                ++facts.dropped;
                continue;
            }
            ++facts.count;
            std::string text;
            json::Writer(text).string(entry.key);
            text += ':';
            text += entry.item_json;
            entry.item_json = std::move(text);
            document.entry_bytes += entry.item_json.size();
            entry.row.entry = entry.item_json;
            rows.push_back(entry.row);
        }
        const Tables& made = tables.emplace_back(Tables{encode_media(rows), section.titles.encode()});
        document.table_bytes += made.media.size() + made.titles.size();
        document.count += facts.count;
        document.skipped += facts.skipped + facts.hidden;
    }
    DocumentWriter writer(document);
    for (std::size_t i = 0; i < sections_.size(); ++i) {
        Section& section = sections_[i];
        for (const Entry& entry : section.entries)
            if (!entry.dropped) writer.entry(entry.item_json);
        section.facts.tables = {.media = tables[i].media, .titles = tables[i].titles};
        writer.end_section(std::move(section.facts));
    }
    return {writer.finish(std::move(stamps)), lost_};
}

}  // namespace mod_trakt::index
