// The file of a page journal: a line with the account, a line that names the read, then one block per page.
#include "index/paging/page_journal.hpp"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "index/plays/play_table.hpp"
#include "state/atomic_file.hpp"
#include "state/owner_line.hpp"
#include "support/checksum.hpp"
#include "support/error.hpp"
#include "support/json/value.hpp"
#include "support/json/writer.hpp"
#include "trakt/counts.hpp"

namespace mod_trakt::index {
namespace {

constexpr int schema = 5;

std::string first_lines(const JournalKey& key) {
    std::string line;
    json::Writer writer(line);
    writer.begin_object();
    writer.member("schema", schema);
    writer.member("rules", key.rules);
    writer.member("stamp", key.stamp);
    writer.member("per_page", key.per_page);
    writer.end_object();
    return state::owner_line(key.account) + line + '\n';
}

// Appends the text of the entries as in a document: a comma after each.
void append_entries(std::string& text, std::span<const Play> plays) {
    std::size_t bytes = text.size();
    for (const Play& play : plays) bytes += play.entry.size() + 1;
    text.reserve(bytes);
    for (const Play& play : plays)
        if (!play.entry.empty()) text.append(play.entry).append(1, ',');
}

std::string block_of(const ReadPage& page, bool is_page, std::span<const Play> plays) {
    std::string content = encode_plays(plays);
    const std::size_t table_bytes = content.size();
    append_entries(content, plays);
    std::string block;
    json::Writer writer(block);
    writer.begin_object();
    writer.member("is_page", is_page);
    writer.member("plays", static_cast<std::uint64_t>(plays.size()));
    writer.member("whole",
                  std::none_of(plays.begin(), plays.end(), [](const Play& play) { return play.entry.empty(); }));
    writer.member("table_bytes", static_cast<std::uint64_t>(table_bytes));
    writer.member("entry_bytes", static_cast<std::uint64_t>(content.size() - table_bytes));
    writer.member("page_count", page.page_count);
    writer.member("item_count", page.item_count);
    writer.member("limit", page.limit);
    writer.member("checksum", std::to_string(checksum(content)));
    writer.end_object();
    block.reserve(block.size() + 1 + content.size());
    return std::move(block.append(1, '\n').append(content));
}

std::size_t size_in(json::Value value) {
    const auto number = value.integer();
    return number && *number > 0 ? static_cast<std::size_t>(*number) : 0;
}

// True if each of these members is missing, null or a valid count. Any other value means that the file is damaged.
bool counts_are_plausible(json::Value block) {
    constexpr std::array<std::string_view, 3> names = {"page_count", "item_count", "limit"};
    return std::all_of(names.begin(), names.end(), [&](std::string_view name) {
        const auto number = block[name].integer();
        return number ? trakt::is_count(*number) : block[name].null_or_absent();
    });
}

}  // namespace

PageJournal::PageJournal(state::Files& files, std::string path, JournalKey key)
    : files_(&files), path_(std::move(path)), key_(std::move(key)) {
    open(0);
    if (file_.is_open()) load();
}

void PageJournal::open(int flags) {
    constexpr int always = O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    file_ = state::LockedFile({*files_, files_->open(path_.c_str(), always | flags, 0600)});
    // If the lock is taken, another process reads the same list.
    if (file_.is_open() && !file_.try_lock()) file_ = {};
}

void PageJournal::load() {
    try {
        if (auto bytes = state::read_mapped(*files_, path_))
            bytes_ = std::make_shared<const MappedBytes>(std::move(*bytes));
    } catch (const Failure&) {
        bytes_ = nullptr;
    }
    const std::string_view all = bytes_ != nullptr ? bytes_->view() : std::string_view();
    const std::string head = first_lines(key_);
    std::string_view rest = all;
    if (!rest.starts_with(head)) return discard();
    rest.remove_prefix(head.size());
    std::size_t good = head.size();
    // Reading stops at the first incomplete block: the process may have ended while it was written.
    for (std::size_t line_end = rest.find('\n'); line_end != std::string_view::npos; line_end = rest.find('\n')) {
        json::Document line;
        if (line.parse(std::string(rest.substr(0, line_end)))) break;
        const json::Value root = line.root();
        const std::size_t table_bytes = size_in(root["table_bytes"]), entry_bytes = size_in(root["entry_bytes"]);
        const std::string_view body = rest.substr(line_end + 1);
        if (table_bytes > body.size() || entry_bytes > body.size() - table_bytes) break;
        const std::string_view content = body.substr(0, table_bytes + entry_bytes);
        if (root["checksum"].text() != std::to_string(checksum(content)) || !counts_are_plausible(root)) break;
        auto& blocks = root["is_page"].boolean().value_or(true) ? blocks_ : unordered_;
        blocks.push_back({content.substr(0, table_bytes), content.substr(table_bytes), size_in(root["plays"]),
                          root["whole"].boolean().value_or(false), root["page_count"].integer(),
                          root["item_count"].integer(), root["limit"].integer()});
        rest = body.substr(content.size());
        good += line_end + 1 + content.size();
    }
    pages_ = static_cast<std::int64_t>(blocks_.size());
    if (good < all.size() && !truncate(good)) file_ = {};
}

bool PageJournal::is_whole(std::int64_t page) const noexcept {
    return page >= 1 && page <= static_cast<std::int64_t>(blocks_.size()) &&
           blocks_[static_cast<std::size_t>(page - 1)].whole;
}

std::optional<std::vector<Play>> PageJournal::plays_of(const Block& block, EntryArena& arena) {
    std::string_view entries = block.entries;
    if (!entries.empty()) entries = arena.add(entries.substr(0, entries.size() - 1));  // add() appends the comma again
    auto decoded = decode_plays(block.table, block.plays, entries);
    return decoded ? std::optional(std::move(decoded->plays)) : std::nullopt;
}

std::vector<Play> PageJournal::unordered(EntryArena& arena) const {
    std::vector<Play> all;
    for (const Block& block : unordered_)
        if (const auto plays = block.whole ? plays_of(block, arena) : std::nullopt)
            all.insert(all.end(), plays->begin(), plays->end());
    return all;
}

std::optional<JournalPage> PageJournal::kept(std::int64_t page, EntryArena& arena) const {
    if (page < 1 || page > static_cast<std::int64_t>(blocks_.size())) return std::nullopt;
    const Block& block = blocks_[static_cast<std::size_t>(page - 1)];
    auto plays = plays_of(block, arena);
    if (!plays) return std::nullopt;
    JournalPage content;
    content.plays = *std::move(plays);
    for (const Play& play : content.plays) {
        content.facts.ids.push_back(play.history_id);
        content.facts.times.push_back(play.watched_ms);
    }
    content.facts.page_count = block.page_count;
    content.facts.item_count = block.item_count;
    content.facts.limit = block.limit;
    return content;
}

void PageJournal::add(std::int64_t page, const ReadPage& content) {
    if (path_.empty() || page != pages_ + 1) return;
    ++pages_;
    added_.push_back(content);
}

void PageJournal::flush(std::span<const Play> plays) {
    if (added_.empty()) return;
    if (!file_.is_open()) {
        // The file has kept pages of an earlier read and was closed, because its damaged end could not be cut off. The
        // added pages alone are of no use.
        if (pages_ != static_cast<std::int64_t>(added_.size())) return;
        open(O_CREAT);
        if (!file_.is_open()) return;
        if (!truncate(0) || !write(first_lines(key_))) return discard();
    }
    for (const ReadPage& page : std::exchange(added_, {}))
        if (!write(block_of(page, true, plays.subspan(page.first_play, page.plays)))) return discard();
}

void PageJournal::write_unordered(std::span<const Play> plays) {
    if (file_.is_open() && pages_ > 0 && !write(block_of({}, false, plays))) discard();
}

bool PageJournal::truncate(std::size_t size) {
    return files_->ftruncate(file_.file().get(), static_cast<off_t>(size)) == 0;
}

bool PageJournal::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = files_->write(file_.file().get(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

void PageJournal::discard() {
    blocks_.clear();
    unordered_.clear();
    added_.clear();
    bytes_.reset();
    const std::string path = std::exchange(path_, {});  // this read keeps no more pages
    if (!file_.is_open()) return;
    // Only the process that has the lock may remove the file; a process that has opened it since finds it empty.
    state::remove_file(*files_, path);
    (void)truncate(0);
    file_ = {};
}

}  // namespace mod_trakt::index
