#include "index/plays/history_document.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "index/plays/play_keys.hpp"
#include "index/plays/play_table.hpp"
#include "index/plays/play_titles.hpp"
#include "index/plays/text_in_place.hpp"
#include "index/snapshot/document_writer.hpp"

namespace mod_trakt::index {
namespace {

// A section with its facts and tables for the snapshot.
struct Part {
    HistorySection section;
    std::string plays, titles, hidden_times;  // the encoded tables
    std::uint64_t count = 0, skipped = 0, hidden = 0;
    std::size_t entry_bytes = 0;
};

Part part_of(HistorySection section, const KeyRules& rules) {
    Part part;
    part.section = std::move(section);
    PlayList& list = part.section.list;
    for (const Play& play : list.plays) {
        ++(play.entry.empty() ? part.skipped : part.count);
        part.entry_bytes += play.entry.size();
    }
    part.hidden = static_cast<std::uint64_t>(list.hidden);
    part.plays = encode_plays(list.plays);
    part.hidden_times = encode_times(list.hidden_times);
    part.titles = encode_titles_of(list, part.section.name, rules);
    list.titles.clear();  // frees memory: they are large
    return part;
}

void copy_entries(PlayList list, DocumentWriter& writer) {
    std::size_t copied = 0;
    constexpr std::size_t release_every_bytes = 4u << 20;
    for (const Play& play : list.plays) {
        if (play.entry.empty()) continue;
        writer.entry(play.entry);
        copied += play.entry.size();
        // The text that was read is released while its copy grows, else a large history would be in memory twice.
        if (copied < release_every_bytes || list.base != nullptr || list.arenas.size() != 1) continue;
        list.arenas.front()->release_before(play.entry);
        copied = 0;
    }
}

// Moves the largest part to the front and returns its text, if the text can stay where it is, with enough free memory
// behind it for the rest of the document.
std::optional<MappedBytes> put_first(std::vector<Part>& parts, const DocumentFacts& facts) {
    const auto bytes_of = [](const Part& part) { return part.entry_bytes + static_cast<std::size_t>(part.count); };
    const auto largest = std::max_element(parts.begin(), parts.end(),
                                          [&](const Part& a, const Part& b) { return bytes_of(a) < bytes_of(b); });
    if (largest == parts.end()) return std::nullopt;
    const std::size_t others = facts.entry_bytes + static_cast<std::size_t>(facts.count) - bytes_of(*largest);
    auto text = take_text(largest->section.list, others + bytes_behind_entries(facts));
    if (text) std::rotate(parts.begin(), largest, largest + 1);
    return text;
}

}  // namespace

SnapshotPtr make_history(std::vector<HistorySection> sections, const std::unordered_set<std::int64_t>* changed_seconds,
                         StampReading stamps, std::int64_t generated_at_ms, const KeyRules& rules) {
    EntryArena renamed;
    std::vector<PlayList*> lists;
    lists.reserve(sections.size());
    for (HistorySection& section : sections) lists.push_back(&section.list);
    assign_unique_keys(lists, changed_seconds, renamed);

    std::vector<Part> parts;
    DocumentFacts facts{.generated_at_ms = generated_at_ms};
    for (HistorySection& section : sections) {
        const Part& part = parts.emplace_back(part_of(std::move(section), rules));
        facts.count += part.count;
        facts.skipped += part.skipped + part.hidden;
        facts.entry_bytes += part.entry_bytes;
        facts.table_bytes += part.plays.size() + part.titles.size() + part.hidden_times.size();
    }
    auto text = put_first(parts, facts);
    const bool is_first_in_place = text.has_value();
    DocumentWriter writer = text ? DocumentWriter(facts, *std::move(text), parts.front().count) : DocumentWriter(facts);
    for (Part& part : parts) {
        PlayList list = std::exchange(part.section.list, {});
        SnapshotSection section;
        section.name = std::move(part.section.name);
        section.checked = part.section.checked;
        section.skips_unconfirmed = part.section.skips_unconfirmed;
        section.has_headers = part.section.has_headers;
        section.plays = list.plays.size();
        section.skipped = part.skipped;
        section.hidden = part.hidden;
        section.hidden_in_map = list.hidden_times.size();
        section.tables = {.plays = part.plays, .titles = part.titles, .hidden = part.hidden_times};
        if (!is_first_in_place || &part != &parts.front()) copy_entries(std::move(list), writer);
        writer.end_section(std::move(section));
    }
    return writer.finish(std::move(stamps));
}

}  // namespace mod_trakt::index
