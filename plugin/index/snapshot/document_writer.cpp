#include "index/snapshot/document_writer.hpp"

#include <utility>

#include "model/timestamp.hpp"

namespace mod_trakt::index {

DocumentWriter::DocumentWriter(const DocumentFacts& facts) : snapshot_(new CompleteSnapshot()) {
    snapshot_->generated_at_ms_ = facts.generated_at_ms;
    snapshot_->count_ = facts.count;
    std::string head(fresh_head);
    head +=
        ",\"generated_at\":\"" + format_iso_ms(facts.generated_at_ms) + "\",\"count\":" + std::to_string(facts.count);
    if (facts.skipped > 0) head += ",\"skipped\":" + std::to_string(facts.skipped);
    head += ",\"items\":{";
    constexpr std::size_t tail_bytes = 3;  // two braces and the NUL
    bytes_ = MappedBytes(head.size() + facts.entry_bytes + static_cast<std::size_t>(facts.count) + tail_bytes +
                         facts.table_bytes);
    bytes_.append(head);
    snapshot_->entries_at_ = head.size();
}

void DocumentWriter::entry(std::string_view text) noexcept {
    if (written_++ > 0) bytes_.append(",");
    bytes_.append(text);
}

void DocumentWriter::end_section(SnapshotSection section) {
    section.count = written_ - std::exchange(written_before_, written_);
    snapshot_->sections_.push_back(std::move(section));
}

SnapshotPtr DocumentWriter::finish(TakenStamps stamps) {
    snapshot_->taken_ = std::move(stamps);
    bytes_.append("}}");
    const std::size_t document_bytes = bytes_.size();
    bytes_.append(std::string_view("\0", 1));
    for (SnapshotSection& section : snapshot_->sections_)
        section.tables = {.plays = bytes_.append(section.tables.plays),
                          .media = bytes_.append(section.tables.media),
                          .titles = bytes_.append(section.tables.titles)};
    auto bytes = std::make_shared<const MappedBytes>(std::move(bytes_));
    snapshot_->content_ = bytes->view();
    snapshot_->document_ = snapshot_->content_.substr(0, document_bytes);
    snapshot_->bytes_ = std::move(bytes);
    return std::move(snapshot_);
}

}  // namespace mod_trakt::index
