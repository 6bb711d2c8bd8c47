#include "sync/snapshot.hpp"

#include <algorithm>
#include <utility>

#include "model/canonical_key.hpp"
#include "model/timestamp.hpp"

namespace mod_trakt::sync {
namespace {

constexpr std::string_view fresh_head = "{\"complete\":true,\"stale\":false";
constexpr std::string_view stale_head = "{\"complete\":true,\"stale\":true";

}  // namespace

std::string CompleteSnapshot::stale_document() const {
    std::string text(stale_head);
    text += std::string_view(document_).substr(fresh_head.size());
    return text;
}

bool CompleteSnapshot::stamps_are_settled() const {
    constexpr std::int64_t settling_ms = 120'000;
    if (!trakt::complete(stamps_)) return false;
    return std::all_of(stamps_.begin(), stamps_.end(), [&](const trakt::Stamp& stamp) {
        const auto moved = parse_iso_ms(stamp.value);
        return moved && *moved + settling_ms <= stamps_taken_ms_;
    });
}

void SnapshotBuilder::add_play(std::size_t section, const Item& item, std::int64_t history_id, std::int64_t epoch_ms) {
    Entry& entry = sections_[section].emplace_back();
    entry.key = event_key(item, to_seconds(epoch_ms), rules_);
    entry.id = history_id;
    entry.epoch_ms = epoch_ms;
    entry.is_play = true;
    json::Writer writer(entry.item_json);
    writer.begin_object();
    write_item_members(writer, item);
    if (history_id != 0) writer.member("_trakt_history_id", history_id);
    writer.end_object();
}

void SnapshotBuilder::add_medium(std::size_t section, const Item& item, std::int64_t trakt_id, std::int64_t epoch_ms) {
    Entry& entry = sections_[section].emplace_back();
    entry.key = canonical_key(item, rules_);
    entry.type = item.type;
    entry.id = trakt_id;
    entry.epoch_ms = epoch_ms;
    json::Writer writer(entry.item_json);
    write_item(writer, item);
}

void SnapshotBuilder::settle_plays() {
    std::unordered_map<std::string_view, std::vector<Entry*>> by_key;
    for (auto& section : sections_)
        for (Entry& entry : section)
            if (entry.is_play) by_key[entry.key].push_back(&entry);
    for (auto& [key, plays] : by_key) {
        if (plays.size() < 2) continue;
        const Entry* first = plays.front();
        for (const Entry* play : plays)
            if (play->id < first->id) first = play;
        const std::string plain(key);  // `key` looks into an entry whose key is about to change
        std::size_t unnamed = 0;
        for (Entry* play : plays) {
            if (play == first) continue;
            play->key = plain + "~" + std::to_string(play->id);
            if (play->id == 0) play->key += "." + std::to_string(++unnamed);  // no id to tell them apart
        }
    }
}

std::string SnapshotBuilder::free_key(const Entry& entry, const Taken& taken) const {
    json::Document document;
    // The text was written by us a moment ago, so it parses; without a root the loop below ends at once.
    if (document.parse(entry.item_json)) return entry.type + ":" + entry.key;
    const Item item = minimal(document.root(), rules_);
    std::string key = entry.key;
    while (!(key = next_key(item, key, rules_)).empty())
        if (!taken.contains(key)) return key;
    key = entry.type + ":" + entry.key;
    return taken.contains(key) ? key + "~" + std::to_string(entry.id) : key;
}

template <typename Predicate>
void SnapshotBuilder::settle_media(Predicate&& takes_part, Taken& taken) {
    for (auto& section : sections_) {
        for (Entry& entry : section) {
            if (entry.is_play || !takes_part(entry)) continue;
            const auto place = taken.find(entry.key);
            if (place == taken.end()) {
                taken.emplace(entry.key, &entry);
                continue;
            }
            Entry& holder = *place->second;
            const bool same_medium =
                rules_.profile == KeyProfile::CrossWatch32 ||
                (holder.type == entry.type && (holder.id == entry.id || holder.id == 0 || entry.id == 0));
            if (!same_medium) {
                entry.key = free_key(entry, taken);
                taken.emplace(entry.key, &entry);
            } else if (entry.epoch_ms >= holder.epoch_ms) {
                holder.dropped = true;
                taken.erase(place);
                taken.emplace(entry.key, &entry);
            } else {
                entry.dropped = true;
            }
        }
    }
}

SnapshotPtr SnapshotBuilder::finish(trakt::Stamps stamps, std::int64_t stamps_taken_ms,
                                    std::int64_t generated_at_ms) && {
    settle_plays();
    Taken taken;
    if (rules_.profile == KeyProfile::CrossWatch32) {
        settle_media([](const Entry&) { return true; }, taken);
    } else {
        settle_media([](const Entry& entry) { return entry.type == "movie"; }, taken);
        settle_media([](const Entry& entry) { return entry.type != "movie"; }, taken);
    }

    std::size_t bytes = 200;
    std::int64_t count = 0;
    for (const auto& section : sections_) {
        for (const Entry& entry : section) {
            if (entry.dropped) continue;
            ++count;
            bytes += entry.key.size() + entry.item_json.size() + 8;
        }
    }
    auto snapshot = std::shared_ptr<CompleteSnapshot>(new CompleteSnapshot());
    snapshot->stamps_ = std::move(stamps);
    snapshot->stamps_taken_ms_ = stamps_taken_ms;
    snapshot->generated_at_ms_ = generated_at_ms;
    snapshot->count_ = static_cast<std::uint64_t>(count);
    std::string& text = snapshot->document_;
    text.reserve(bytes);
    text = fresh_head;
    text += ",\"generated_at\":\"" + format_iso_ms(generated_at_ms) + "\",\"count\":" + std::to_string(count) +
            ",\"items\":";
    json::Writer writer(text);
    writer.begin_object();
    for (auto& section : sections_) {
        for (Entry& entry : section) {
            if (entry.dropped) continue;
            writer.key(entry.key);
            writer.raw(entry.item_json);
        }
        section = {};  // its memory goes before the next section is written
    }
    writer.end_object();
    text += '}';
    return snapshot;
}

}  // namespace mod_trakt::sync
