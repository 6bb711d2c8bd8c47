#include "index/paging/sightings.hpp"

#include <array>
#include <utility>

#include "state/atomic_file.hpp"
#include "state/owner_line.hpp"
#include "support/clock.hpp"
#include "support/error.hpp"
#include "support/json/value.hpp"
#include "support/json/writer.hpp"
#include "support/text.hpp"

namespace mod_trakt::index {
namespace {

constexpr int schema = 1;

}  // namespace

Sightings::Sightings(state::Files& files, std::string path, std::string account)
    : files_(&files), path_(std::move(path)), account_(std::move(account)) {
    load();
}

void Sightings::load() {
    std::optional<std::string> text;
    try {
        text = state::read_file(*files_, path_);
    } catch (const Failure&) {
        return;  // then only more reads are needed
    }
    const auto own = text ? state::behind_owner_line(*text, account_) : std::nullopt;
    json::Document document;
    if (!own || document.parse(std::string(*own)) || document.root()["schema"].integer() != schema) return;
    for (const auto [list, value] : document.root()["lists"].members()) {
        const auto count = value["count"].integer(), reads = value["reads"].integer();
        const auto announced = value["announced"].integer();
        const auto hash = parse_number<std::uint64_t>(value["hash"].text());
        const std::int64_t first_ms = plausible_unix_ms(value["first_ms"].integer().value_or(0));
        if (count && reads && announced && hash && first_ms > 0 && *reads > 0)
            lists_.insert_or_assign(std::string(list), Seen{{*count, *hash, *announced}, first_ms, *reads});
    }
}

void Sightings::save() const {
    if (files_ == nullptr) return;
    std::string text;
    json::Writer writer(text);
    writer.begin_object();
    writer.member("schema", schema);
    writer.key("lists");
    writer.begin_object();
    for (const auto& [list, seen] : lists_) {
        writer.key(list);
        writer.begin_object();
        writer.member("count", seen.rows.count);
        writer.member("announced", seen.rows.announced);
        writer.member("hash", std::to_string(seen.rows.hash));
        writer.member("first_ms", seen.first_ms);
        writer.member("reads", seen.reads);
        writer.end_object();
    }
    writer.end_object();
    writer.end_object();
    const std::string owner = state::owner_line(account_);
    state::write_file(*files_, path_, std::array<std::string_view, 2>{owner, text}, 0600);
}

bool Sightings::note(const std::string& list, const RowsSeen& rows, std::int64_t now_ms) {
    Seen& seen = lists_[list];
    // Other rows, or a clock that was set back, start a new count.
    if (seen.reads == 0 || !(seen.rows == rows) || now_ms < seen.first_ms) seen = {rows, now_ms, 0};
    ++seen.reads;
    save();
    return seen.reads >= reads_for_proof && now_ms - seen.first_ms >= span_for_proof_ms;
}

}  // namespace mod_trakt::index
