#include "breaks.hpp"

#include <sys/file.h>

#include <array>
#include <map>
#include <utility>

#include "script.hpp"

namespace mod_trakt::sim {
namespace {

constexpr std::array<std::pair<std::string_view, Break>, 5> names{{
    {"none", Break::None},
    {"journal-not-flushed", Break::JournalNotFlushed},
    {"locks-ignored", Break::LocksIgnored},
    {"journal-not-reread", Break::JournalNotReread},
    {"one-read-is-enough", Break::OneReadIsEnough},
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

}  // namespace

std::optional<Break> break_from(std::string_view name) {
    for (const auto& [own, value] : names)
        if (own == name) return value;
    return std::nullopt;
}

std::unique_ptr<state::Files> make_files(Break wanted, MemoryDisk& disk, Process& process) {
    switch (wanted) {
        case Break::JournalNotFlushed: return std::make_unique<UnflushedJournal>(disk, process);
        case Break::LocksIgnored: return std::make_unique<IgnoredLocks>(disk, process);
        case Break::JournalNotReread: return std::make_unique<OwnJournal>(disk, process);
        case Break::None:
        case Break::OneReadIsEnough: break;
    }
    return std::make_unique<MemoryFiles>(disk, process);
}

std::int64_t settle_ms_of(Break wanted) { return wanted == Break::OneReadIsEnough ? 0 : settle_ms; }

}  // namespace mod_trakt::sim
