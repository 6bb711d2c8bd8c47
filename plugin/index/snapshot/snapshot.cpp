#include "index/snapshot/snapshot.hpp"

#include <algorithm>
#include <utility>

#include "index/plays/play_table.hpp"
#include "index/snapshot/document_writer.hpp"
#include "support/iso_time.hpp"

namespace mod_trakt::index {
namespace {

constexpr std::int64_t mature_after_ms = 120'000;

}  // namespace

Freshness CompleteSnapshot::freshness(std::string_view leaf, const trakt::Stamps& now) const {
    const std::string_view before = trakt::value_of(stamps(), leaf);
    if (before.empty() || before != trakt::value_of(now, leaf)) return Freshness::Moved;
    return is_mature(before, stamps_taken_ms()) ? Freshness::Current : Freshness::Young;
}

bool is_mature(std::string_view stamp, std::int64_t taken_ms) {
    const auto moved = parse_iso_ms(stamp);
    return moved && *moved + mature_after_ms <= taken_ms;
}

bool CompleteSnapshot::is_current(const trakt::Stamps& now) const {
    return !now.empty() && now.size() == stamps().size() &&
           std::all_of(now.begin(), now.end(),
                       [&](const trakt::Stamp& stamp) { return freshness(stamp.leaf, now) == Freshness::Current; });
}

std::string CompleteSnapshot::stale_document() const {
    std::string text(stale_head);
    text += document_.substr(current_head.size());
    return text;
}

const SnapshotSection* CompleteSnapshot::section(std::string_view name) const noexcept {
    for (const SnapshotSection& section : sections_)
        if (section.name == name) return &section;
    return nullptr;
}

SnapshotPtr CompleteSnapshot::proven_again(StampReading stamps, const std::vector<CheckedSection>& checked) const {
    auto again = std::make_shared<CompleteSnapshot>(*this);
    again->taken_ = std::move(stamps);
    for (const CheckedSection& section : checked)
        for (SnapshotSection& own : again->sections_)
            if (own.name == section.name) own.checked = section.checked;
    return again;
}

std::optional<PlayList> plays_of(const SnapshotPtr& snapshot, std::string_view section) {
    std::string_view entries = snapshot->entries();
    for (const SnapshotSection& one : snapshot->sections()) {
        auto decoded = decode_plays(one.tables.plays, one.plays, entries);
        if (!decoded) return std::nullopt;
        if (one.name == section) {
            auto hidden = decode_times(one.tables.hidden, one.hidden_in_map);
            if (!hidden) return std::nullopt;
            return PlayList{std::move(decoded->plays), {}, snapshot, {}, static_cast<std::int64_t>(one.hidden),
                            *std::move(hidden)};
        }
        entries = decoded->rest;
    }
    return std::nullopt;
}

}  // namespace mod_trakt::index
