#include "index/plays/history_document.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "index/plays/play_keys.hpp"
#include "index/plays/play_table.hpp"
#include "index/plays/play_titles.hpp"
#include "index/snapshot/document_writer.hpp"

namespace mod_trakt::index {

SnapshotPtr make_history(std::vector<HistorySection> sections, const std::unordered_set<std::int64_t>* changed_seconds,
                         TakenStamps stamps, std::int64_t generated_at_ms, const KeyRules& rules) {
    EntryArena renamed;
    std::vector<PlayList*> lists;
    lists.reserve(sections.size());
    for (HistorySection& section : sections) lists.push_back(&section.list);
    settle_keys(lists, changed_seconds, renamed);

    std::vector<std::string> plays, titles;
    std::vector<std::uint64_t> skipped;
    std::uint64_t count = 0;
    std::size_t entry_bytes = 0, table_bytes = 0;
    for (HistorySection& section : sections) {
        skipped.push_back(0);
        for (const Play& play : section.list.plays) {
            if (play.entry.empty()) {
                ++skipped.back();
                continue;
            }
            ++count;
            entry_bytes += play.entry.size();
        }
        plays.push_back(encode_plays(section.list.plays));
        titles.push_back(encode_titles_of(section.list, section.name, rules));
        section.list.titles.clear();  // they are large
        table_bytes += plays.back().size() + titles.back().size();
    }

    DocumentWriter writer({.generated_at_ms = generated_at_ms,
                           .count = count,
                           .skipped = std::accumulate(skipped.begin(), skipped.end(), std::uint64_t{0}),
                           .entry_bytes = entry_bytes,
                           .table_bytes = table_bytes});
    for (std::size_t i = 0; i < sections.size(); ++i) {
        PlayList list = std::exchange(sections[i].list, {});
        std::size_t copied = 0;
        constexpr std::size_t release_every_bytes = 4u << 20;
        for (const Play& play : list.plays) {
            if (play.entry.empty()) continue;
            writer.entry(play.entry);
            copied += play.entry.size();
            // The text that was just read goes while its copy grows, or a large history would be held twice.
            if (copied < release_every_bytes || list.base != nullptr || list.arenas.size() != 1) continue;
            list.arenas.front()->release_before(play.entry);
            copied = 0;
        }
        SnapshotSection section;
        section.name = std::move(sections[i].name);
        section.checked = sections[i].checked;
        section.skips_doubted = sections[i].skips_doubted;
        section.plays = list.plays.size();
        section.skipped = skipped[i];
        section.tables = {.plays = plays[i], .titles = titles[i]};
        writer.end_section(std::move(section));
    }
    return writer.finish(std::move(stamps));
}

}  // namespace mod_trakt::index
