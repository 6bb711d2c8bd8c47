#include "sync/snapshot_shelf.hpp"

#include <array>
#include <utility>

#include "state/atomic_file.hpp"
#include "support/error.hpp"
#include "support/fingerprint.hpp"

namespace mod_trakt::sync {
namespace {

// One line of JSON that describes the document, then the document's bytes.
constexpr int schema = 2;

std::string describe(const CompleteSnapshot& snapshot, std::string_view account) {
    std::string line;
    json::Writer writer(line);
    writer.begin_object();
    writer.member("schema", schema);
    writer.member("account", account);
    writer.member("stamps_taken_ms", snapshot.stamps_taken_ms());
    writer.member("generated_at_ms", snapshot.generated_at_ms());
    writer.member("count", snapshot.count());
    writer.member("bytes", static_cast<std::uint64_t>(snapshot.document().size()));
    // A crash of the machine can leave a file of the right length with the wrong blocks in it.
    writer.member("checksum", Fingerprint().add(snapshot.document()).hex());
    writer.key("stamps");
    writer.begin_object();
    for (const trakt::Stamp& stamp : snapshot.stamps()) writer.member(stamp.leaf, stamp.value);
    writer.end_object();
    writer.end_object();
    line += '\n';
    return line;
}

}  // namespace

SnapshotShelf::SnapshotShelf(const state::StateFolder* folder, std::string account, const Log& log)
    : folder_(folder), account_(std::move(account)), log_(log) {}

std::string SnapshotShelf::file_of(std::string_view feature) const {
    return folder_ != nullptr ? folder_->snapshot_file(account_, feature) : std::string();
}

void SnapshotShelf::keep(std::string_view feature, SnapshotPtr snapshot) {
    shelf_.insert_or_assign(std::string(feature), snapshot);
    written_[std::string(feature)] = false;
    if (folder_ == nullptr) return;
    const std::string head = describe(*snapshot, account_);
    const std::array<std::string_view, 2> parts = {head, snapshot->document()};
    try {
        state::write_file(file_of(feature), parts, 0600);
        state::remove_file(mark_of(feature));
    } catch (const Failure& failure) {
        log_.with(LogLevel::Warn, feature, "cache_save_failed",
                  [&](json::Writer& fields) { fields.member("message", failure.error().message); });
    }
}

SnapshotPtr SnapshotShelf::last(std::string_view feature) {
    if (const auto found = shelf_.find(feature); found != shelf_.end()) return found->second;
    SnapshotPtr snapshot = load(feature);
    shelf_.emplace(std::string(feature), snapshot);
    return snapshot;
}

SnapshotPtr SnapshotShelf::load(std::string_view feature) {
    if (folder_ == nullptr) return nullptr;
    std::optional<std::string> text;
    try {
        text = state::read_file(file_of(feature));
    } catch (const Failure& failure) {
        log_.with(LogLevel::Warn, feature, "cache_unreadable",
                  [&](json::Writer& fields) { fields.member("message", failure.error().message); });
    }
    if (!text) return nullptr;
    const std::size_t line_end = text->find('\n');
    json::Document head;
    if (line_end == std::string::npos || head.parse(text->substr(0, line_end))) return nullptr;
    const json::Value root = head.root();
    const std::size_t bytes = text->size() - line_end - 1;
    if (root["schema"].integer() != schema || root["account"].text() != account_ ||
        root["bytes"].integer() != static_cast<std::int64_t>(bytes))
        return nullptr;
    auto snapshot = std::shared_ptr<CompleteSnapshot>(new CompleteSnapshot());
    snapshot->stamps_taken_ms_ = root["stamps_taken_ms"].integer().value_or(0);
    snapshot->generated_at_ms_ = root["generated_at_ms"].integer().value_or(0);
    snapshot->count_ = static_cast<std::uint64_t>(root["count"].integer().value_or(0));
    for (const auto [leaf, value] : root["stamps"].members())
        snapshot->stamps_.push_back({std::string(leaf), std::string(value.text())});
    text->erase(0, line_end + 1);
    if (root["checksum"].text() != Fingerprint().add(*text).hex()) return nullptr;
    snapshot->document_ = std::move(*text);
    return snapshot;
}

SnapshotPtr SnapshotShelf::current(std::string_view feature, const trakt::Stamps& now) {
    if (written_to(feature)) return nullptr;
    SnapshotPtr snapshot = last(feature);
    return snapshot != nullptr && snapshot->stamps_are_settled() && snapshot->stamps() == now ? snapshot : nullptr;
}

void SnapshotShelf::note_write(std::string_view feature) {
    written_[std::string(feature)] = true;
    if (folder_ == nullptr) return;
    try {
        state::write_file(mark_of(feature), {}, 0600);
    } catch (const Failure&) {
        // Without the mark another process could take the old snapshot for the present state: better none at all.
        state::remove_file(file_of(feature));
    }
}

bool SnapshotShelf::written_to(std::string_view feature) const {
    if (const auto found = written_.find(feature); found != written_.end() && found->second) return true;
    if (folder_ == nullptr) return false;
    try {
        return state::read_file(mark_of(feature)).has_value();  // another process may have left it
    } catch (const Failure&) {
        return true;
    }
}

}  // namespace mod_trakt::sync
