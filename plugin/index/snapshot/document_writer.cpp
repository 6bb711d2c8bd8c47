#include "index/snapshot/document_writer.hpp"

#include <utility>

#include "index/snapshot/entry_arena.hpp"
#include "support/iso_time.hpp"

namespace mod_trakt::index {
namespace {

constexpr std::string_view tail("}}\0", 3);

MappedBytes allocate_for(const DocumentFacts& facts) {
    const auto commas = static_cast<std::size_t>(facts.count);
    MappedBytes bytes(EntryArena::head_bytes + facts.entry_bytes + commas + bytes_behind_entries(facts));
    bytes.grow(EntryArena::head_bytes);
    return bytes;
}

}  // namespace

std::size_t bytes_behind_entries(const DocumentFacts& facts) noexcept { return tail.size() + facts.table_bytes; }

DocumentWriter::DocumentWriter(const DocumentFacts& facts) : DocumentWriter(facts, allocate_for(facts), 0) {}

DocumentWriter::DocumentWriter(const DocumentFacts& facts, MappedBytes block, std::uint64_t entries)
    : snapshot_(new CompleteSnapshot()), bytes_(std::move(block)), written_(entries) {
    snapshot_->generated_at_ms_ = facts.generated_at_ms;
    snapshot_->count_ = facts.count;
    std::string head(current_head);
    head +=
        ",\"generated_at\":\"" + format_iso_ms(facts.generated_at_ms) + "\",\"count\":" + std::to_string(facts.count);
    if (facts.skipped > 0) head += ",\"skipped\":" + std::to_string(facts.skipped);
    head += ",\"items\":{";
    begin_ = EntryArena::head_bytes - head.size();
    bytes_.overwrite(begin_, head);
    snapshot_->entries_at_ = head.size();
}

void DocumentWriter::entry(std::string_view text) noexcept {
    bytes_.append(text);
    bytes_.append(",");
    ++written_;
}

void DocumentWriter::end_section(SnapshotSection section) {
    section.count = written_ - std::exchange(written_before_, written_);
    snapshot_->sections_.push_back(std::move(section));
}

SnapshotPtr DocumentWriter::finish(StampReading stamps) {
    snapshot_->taken_ = std::move(stamps);
    if (written_ > 0) bytes_.shrink(1);  // no comma after the last entry
    bytes_.append(tail);
    const std::size_t document_bytes = bytes_.size() - begin_ - 1;
    for (SnapshotSection& section : snapshot_->sections_)
        section.tables = {.plays = bytes_.append(section.tables.plays),
                          .media = bytes_.append(section.tables.media),
                          .titles = bytes_.append(section.tables.titles),
                          .hidden = bytes_.append(section.tables.hidden)};
    bytes_.release_unused();
    auto bytes = std::make_shared<const MappedBytes>(std::move(bytes_));
    snapshot_->content_ = bytes->view().substr(begin_);
    snapshot_->document_ = snapshot_->content_.substr(0, document_bytes);
    snapshot_->bytes_ = std::move(bytes);
    return std::move(snapshot_);
}

}  // namespace mod_trakt::index
