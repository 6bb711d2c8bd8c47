#include "breaks.hpp"

#include <sys/file.h>

#include <array>
#include <map>
#include <utility>

#include "broken_transport.hpp"
#include "script.hpp"

namespace mod_trakt::sim {
namespace {

constexpr std::array<std::pair<std::string_view, Break>, 8> names{{
    {"none", Break::None},
    {"journal-not-flushed", Break::JournalNotFlushed},
    {"locks-ignored", Break::LocksIgnored},
    {"journal-not-reread", Break::JournalNotReread},
    {"one-read-is-enough", Break::OneReadIsEnough},
    {"first-count", Break::FirstCount},
    {"undo-by-title", Break::UndoByTitle},
    {"guessed-removal", Break::GuessedRemoval},
}};

bool is_journal(std::string_view path) { return path.substr(path.rfind('/') + 1).starts_with("journal"); }

class UnflushedJournal final : public MemoryFiles {
public:
    using MemoryFiles::MemoryFiles;
    int fsync(int fd) override { return is_journal(disk().path_of(fd)) ? 0 : MemoryFiles::fsync(fd); }
};

class IgnoredLocks final : public MemoryFiles {
public:
    using MemoryFiles::MemoryFiles;
    int flock(int, int) override { return 0; }
};

// Each process has a journal of its own.
class OwnJournal final : public MemoryFiles {
public:
    OwnJournal(MemoryDisk& disk, Process& process)
        : MemoryFiles(disk, process), own_("." + std::to_string(process.number())) {}
    int open(const char* path, int flags, mode_t mode) override {
        return MemoryFiles::open(own(path).c_str(), flags, mode);
    }
    int rename(const char* from, const char* to) override { return MemoryFiles::rename(from, own(to).c_str()); }

private:
    std::string own(std::string_view path) const {
        return std::string(path) + (path.ends_with("/journal") ? own_ : std::string());
    }
    std::string own_;
};

// In the file of aliases all of them are said to come from a search, which is enough for a removal.
class ConfirmedAliases final : public MemoryFiles {
public:
    using MemoryFiles::MemoryFiles;
    ssize_t write(int fd, const void* bytes, std::size_t size) override {
        std::string text(static_cast<const char*>(bytes), size);
        constexpr std::string_view guessed = "\"by\":\"elimination\"", found = "\"by\":\"search\"     ";
        static_assert(guessed.size() == found.size());
        for (std::size_t at = text.find(guessed); at != std::string::npos; at = text.find(guessed, at))
            text.replace(at, guessed.size(), found);
        return MemoryFiles::write(fd, text.data(), text.size());
    }
};

}  // namespace

std::optional<Break> break_from(std::string_view name) {
    for (const auto& [own, value] : names)
        if (own == name) return value;
    return std::nullopt;
}

std::unique_ptr<MemoryFiles> make_files(Break wanted, MemoryDisk& disk, Process& process) {
    switch (wanted) {
        case Break::JournalNotFlushed: return std::make_unique<UnflushedJournal>(disk, process);
        case Break::LocksIgnored: return std::make_unique<IgnoredLocks>(disk, process);
        case Break::JournalNotReread: return std::make_unique<OwnJournal>(disk, process);
        case Break::GuessedRemoval: return std::make_unique<ConfirmedAliases>(disk, process);
        default: break;
    }
    return std::make_unique<MemoryFiles>(disk, process);
}

std::unique_ptr<http::Transport> make_transport(Break wanted, std::unique_ptr<http::Transport> transport,
                                                const Site& site, std::function<bool()> is_undo) {
    if (wanted == Break::FirstCount)
        return std::make_unique<BrokenTransport>(std::move(transport), verdict_from_first_count());
    if (wanted != Break::UndoByTitle) return transport;
    BrokenTransport::Change by_title = removal_by_title(site);
    by_title.request = [is_undo = std::move(is_undo), change = std::move(by_title.request)](http::Request& request) {
        if (is_undo()) change(request);
    };
    return std::make_unique<BrokenTransport>(std::move(transport), std::move(by_title));
}

std::string break_names() {
    std::string text;
    for (const auto& [name, value] : names)
        if (value != Break::None) text += (text.empty() ? "" : " | ") + std::string(name);
    return text;
}

std::int64_t settle_ms_of(Break wanted) { return wanted == Break::OneReadIsEnough ? 0 : settle_ms; }

}  // namespace mod_trakt::sim
