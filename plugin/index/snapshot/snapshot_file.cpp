// Writing, reading and checking the file of a snapshot.
#include "index/snapshot/snapshot_file.hpp"

#include <array>
#include <utility>

#include "state/atomic_file.hpp"
#include "state/owner_line.hpp"
#include "support/checksum.hpp"
#include "support/clock.hpp"
#include "support/json/value.hpp"
#include "support/json/writer.hpp"
#include "support/text.hpp"
#include "trakt/counts.hpp"

namespace mod_trakt::index {
namespace {

constexpr int schema = 12;

// Takes the first line and its newline off `text`. Without a newline, takes nothing and returns an empty line.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

// As text, because not every JSON reader keeps 64-bit numbers exactly.
std::string checksum_text(std::uint64_t sum) { return std::to_string(sum); }

void write_section(json::Writer& writer, const SnapshotSection& section) {
    writer.begin_object();
    writer.member("name", section.name);
    writer.member("count", section.count);
    writer.member("dropped", section.dropped);
    writer.member("skipped", section.skipped);
    writer.member("skips_unconfirmed", section.skips_unconfirmed);
    writer.member("skipped_rows_hash", checksum_text(section.skipped_rows_hash));
    writer.member("hidden", section.hidden);
    writer.member("hidden_in_map", section.hidden_in_map);
    writer.member("has_headers", section.has_headers);
    writer.member("verified_ms", section.checked.verified_ms);
    writer.member("read_in_full_ms", section.checked.read_in_full_ms);
    writer.member("map_absent_ms", section.checked.map_absent_ms);
    writer.member("plays", section.plays);
    writer.member("plays_bytes", static_cast<std::uint64_t>(section.tables.plays.size()));
    writer.member("media_bytes", static_cast<std::uint64_t>(section.tables.media.size()));
    writer.member("titles_bytes", static_cast<std::uint64_t>(section.tables.titles.size()));
    writer.member("hidden_bytes", static_cast<std::uint64_t>(section.tables.hidden.size()));
    writer.end_object();
}

// Returns false if the number is missing or cannot be a size: then the file is damaged.
bool read_size(json::Value value, std::uint64_t& size) {
    const auto number = value.integer();
    if (!number || *number < 0) return false;
    size = static_cast<std::uint64_t>(*number);
    return true;
}

// As read_size(), for a count of rows.
bool read_count(json::Value value, std::uint64_t& count) {
    return read_size(value, count) && trakt::is_count(static_cast<std::int64_t>(count));
}

std::int64_t moment_in(json::Value value) { return plausible_unix_ms(value.integer().value_or(0)); }

// Removes a table of this size from the front of `tables`. Returns false if the size is wrong.
bool take_table(json::Value bytes, std::string_view& tables, std::string_view& table) {
    std::uint64_t size = 0;
    if (!read_size(bytes, size) || size > tables.size()) return false;
    table = tables.substr(0, static_cast<std::size_t>(size));
    tables.remove_prefix(table.size());
    return true;
}

bool read_section(json::Value value, SnapshotSection& section, std::string_view& tables) {
    section.name = value["name"].text();
    section.skips_unconfirmed = value["skips_unconfirmed"].boolean().value_or(true);
    section.skipped_rows_hash = parse_number<std::uint64_t>(value["skipped_rows_hash"].text()).value_or(0);
    section.has_headers = value["has_headers"].boolean().value_or(true);
    section.checked.verified_ms = moment_in(value["verified_ms"]);
    section.checked.read_in_full_ms = moment_in(value["read_in_full_ms"]);
    section.checked.map_absent_ms = moment_in(value["map_absent_ms"]);
    return read_count(value["count"], section.count) && read_count(value["dropped"], section.dropped) &&
           read_count(value["skipped"], section.skipped) && read_count(value["hidden"], section.hidden) &&
           read_count(value["hidden_in_map"], section.hidden_in_map) && read_count(value["plays"], section.plays) &&
           take_table(value["plays_bytes"], tables, section.tables.plays) &&
           take_table(value["media_bytes"], tables, section.tables.media) &&
           take_table(value["titles_bytes"], tables, section.tables.titles) &&
           take_table(value["hidden_bytes"], tables, section.tables.hidden);
}

}  // namespace

void SnapshotFile::write(state::Files& files, const std::string& path, const CompleteSnapshot& snapshot,
                         const SnapshotOwner& owner) {
    std::string head;
    json::Writer writer(head);
    writer.begin_object();
    writer.member("schema", schema);
    writer.member("rules", owner.rules);
    writer.member("mark", snapshot.mark());
    writer.member("stamps_taken_ms", snapshot.stamps_taken_ms());
    writer.key("stamps");
    writer.begin_object();
    for (const trakt::Stamp& stamp : snapshot.stamps()) writer.member(stamp.leaf, stamp.value);
    writer.end_object();
    writer.member("generated_at_ms", snapshot.generated_at_ms());
    writer.member("count", snapshot.count());
    writer.member("document_bytes", static_cast<std::uint64_t>(snapshot.document_.size()));
    writer.member("entries_at", static_cast<std::uint64_t>(snapshot.entries_at_));
    writer.key("sections");
    writer.begin_array();
    for (const SnapshotSection& section : snapshot.sections()) write_section(writer, section);
    writer.end_array();
    writer.end_object();
    head += '\n';
    // The checksum detects the wrong content that a crash of the machine can leave in a file of the right length.
    Checksum sum;
    sum.add(head);
    sum.add(snapshot.content_);
    const std::string first_lines = state::owner_line(owner.account) + checksum_text(sum.value()) + '\n';
    state::write_file(files, path, std::array<std::string_view, 3>{first_lines, head, snapshot.content_}, 0600);
}

SnapshotPtr SnapshotFile::read(state::Files& files, const std::string& path, const SnapshotOwner& owner) {
    Checksum sum;
    int lines = 0;
    auto file = state::read_mapped(files, path, [&](std::string_view piece) {
        constexpr int lines_before = 2;  // with the account and with the checksum
        for (; lines < lines_before; ++lines) {
            const std::size_t end = piece.find('\n');
            if (end == std::string_view::npos) return;
            piece.remove_prefix(end + 1);
        }
        sum.add(piece);
    });
    if (!file) return nullptr;
    const auto behind_owner = state::behind_owner_line(file->view(), owner.account);
    if (!behind_owner) return nullptr;
    std::string_view bytes = *behind_owner;
    if (take_line(bytes) != checksum_text(sum.value())) return nullptr;
    json::Document head;
    if (head.parse(std::string(take_line(bytes)))) return nullptr;
    const json::Value root = head.root();
    if (root["schema"].integer() != schema || root["rules"].text() != owner.rules) return nullptr;

    auto snapshot = std::shared_ptr<CompleteSnapshot>(new CompleteSnapshot());
    snapshot->taken_.mark = root["mark"].text();
    snapshot->taken_.taken_ms = moment_in(root["stamps_taken_ms"]);
    for (const auto [leaf, value] : root["stamps"].members())
        snapshot->taken_.stamps.push_back({std::string(leaf), std::string(value.text())});
    snapshot->generated_at_ms_ = moment_in(root["generated_at_ms"]);
    std::uint64_t document_bytes = 0, entries_at = 0;
    if (!read_count(root["count"], snapshot->count_) || !read_size(root["document_bytes"], document_bytes) ||
        !read_size(root["entries_at"], entries_at))
        return nullptr;
    snapshot->entries_at_ = entries_at;
    if (document_bytes >= bytes.size() || bytes[document_bytes] != '\0' || entries_at >= document_bytes) return nullptr;
    snapshot->content_ = bytes;
    snapshot->document_ = bytes.substr(0, document_bytes);
    std::string_view tables = bytes.substr(document_bytes + 1);
    std::uint64_t entries = 0;
    for (const json::Value value : root["sections"].elements()) {
        SnapshotSection& section = snapshot->sections_.emplace_back();
        if (!read_section(value, section, tables)) return nullptr;
        entries += section.count;
    }
    if (!tables.empty() || entries != snapshot->count_) return nullptr;
    snapshot->bytes_ = std::make_shared<const MappedBytes>(std::move(*file));
    return snapshot;
}

}  // namespace mod_trakt::index
