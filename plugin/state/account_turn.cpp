// Taking a turn: first within this process, then by a lock file that names its holder.
#include "state/account_turn.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

#include "state/atomic_file.hpp"
#include "state/turn_holder.hpp"
#include "support/error.hpp"
#include "support/hash.hpp"

namespace mod_trakt::state {
namespace {

// How many turns were taken, by account. Accounts that share an element see more turns than their own, which only
// causes look-ups.
std::array<std::atomic<std::uint64_t>, 64> taken_turns{};

[[noreturn]] void fail_on(const char* what, const std::string& path) {
    throw Failure(Status::Host, "state_unwritable", std::string(what) + " " + path + ": " + std::strerror(errno));
}

// The lock file is one line, which names its holder.
std::optional<TurnHolder> holder_in(Files& files, const std::string& path) {
    const std::string text = read_file(files, path).value_or("");
    return TurnHolder::from_text(std::string_view(text).substr(0, text.find('\n')));
}

}  // namespace

AccountTurn::~AccountTurn() {
    if (!thread_lock_) return;
    turns_->given_back_steady_ms_ = turns_->clock_->steady_ms();
    // The file is unlocked first, so that it is free for the next thread of this process.
    file_ = LockedFile();
    thread_lock_.reset();
}

AccountTurns::AccountTurns(const StateFolder* folder, std::string login) : folder_(folder), login_(std::move(login)) {}

void AccountTurns::open(std::string account) {
    if (account == account_) return;
    account_ = std::move(account);
    lock_folder_.reset();
    given_back_steady_ms_.reset();
}

const std::string& AccountTurns::lock_folder() {
    if (!lock_folder_) {
        std::string folder = are_without_folder() ? std::string() : folder_->open_precious(account_);
        if (!folder.empty() && !why_locks_are_local(folder_->files(), folder).empty()) folder.clear();
        lock_folder_ = std::move(folder);
    }
    return *lock_folder_;
}

std::uint64_t AccountTurns::name() const noexcept { return hash_of({account_.empty() ? login_ : account_}); }

AccountTurn AccountTurns::take(const CallScope& scope) {
    if (ThreadLock::is_locked_by_this_thread(name()))
        throw Failure(
            Status::InvalidState, "busy",
            "the call that runs this callback is sending a batch for this account; write when that call has ended");
    const Clock& clock = scope.clock();
    clock_ = &scope.clock();
    if (given_back_steady_ms_) {
        const std::int64_t rested_ms = clock.steady_ms() - *given_back_steady_ms_;
        if (rested_ms < rest_ms) scope.wait(rest_ms - rested_ms);
    }
    const std::int64_t begun_ms = clock.steady_ms();
    std::int64_t shown_s = 0;
    for (;;) {
        AccountTurn turn;
        if (take_now(turn)) return turn;
        const std::int64_t waited_ms = clock.steady_ms() - begun_ms;
        if (waited_ms >= longest_wait_ms) fail_busy();
        if (waited_ms / 1000 > shown_s) {
            shown_s = waited_ms / 1000;
            scope.report(0, 0, "waiting for another writer of this account");
        }
        scope.wait(CallScope::slice_ms);
    }
}

std::optional<AccountTurn> AccountTurns::try_take(const CallScope& scope) {
    if (ThreadLock::is_locked_by_this_thread(name())) return std::nullopt;
    clock_ = &scope.clock();
    AccountTurn turn;
    return take_now(turn) ? std::optional(std::move(turn)) : std::nullopt;
}

bool AccountTurns::take_now(AccountTurn& turn) {
    auto thread_lock = std::make_unique<ThreadLock>();
    if (!thread_lock->try_lock(name())) return false;
    if (!lock_folder().empty() && !try_lock(turn)) return false;
    taken_turns[name() % taken_turns.size()].fetch_add(1);
    turn.turns_ = this;
    turn.thread_lock_ = std::move(thread_lock);
    return true;
}

LockedFile AccountTurns::open_lock(const std::string& path) {
    Files& files = folder_->files();
    FileDescriptor file(files, files.open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.valid()) fail_on("cannot open", path);
    return LockedFile(std::move(file));
}

// Locking the file is not enough, because a waiter may be replacing it. So the turn is taken only if the path still
// leads to this file, and the file then gets this process's name. Both happen under a second lock, under which waiters
// replace files, too.
bool AccountTurns::try_lock(AccountTurn& turn) {
    LockedFile file = open_lock(turn_file());
    if (!file.try_lock()) {
        if (errno == EINTR) return false;
        if (errno != EWOULDBLOCK) fail_on("cannot lock", turn_file());
        return replace_file_of_ended_holder(turn, file);
    }
    LockedFile naming = open_lock(turn_file() + ".name");
    if (!naming.try_lock()) {
        if (errno != EINTR && errno != EWOULDBLOCK) fail_on("cannot lock", turn_file() + ".name");
        return false;
    }
    if (!is_at_its_path(file)) return false;
    write_holder(file.file());
    turn.file_ = std::move(file);
    return true;
}

bool AccountTurns::is_at_its_path(const LockedFile& file) {
    Files& files = folder_->files();
    const FileDescriptor there(files, files.open(turn_file().c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC, 0));
    struct stat own {};
    struct stat present {};
    return there.valid() && files.fstat(file.file().get(), own) == 0 && files.fstat(there.get(), present) == 0 &&
           own.st_dev == present.st_dev && own.st_ino == present.st_ino;
}

// A process that has ended cannot give its turn back, but a child that it forked may still have the locked file.
bool AccountTurns::replace_file_of_ended_holder(AccountTurn& turn, LockedFile& seen) {
    Files& files = folder_->files();
    const auto holder_has_ended = [&] {
        const auto holder = holder_in(files, turn_file());
        return holder && holder->has_ended();
    };
    if (!holder_has_ended()) return false;
    LockedFile naming = open_lock(turn_file() + ".name");
    if (!naming.try_lock()) return false;
    // Meanwhile another waiter may have taken the turn or replaced the file.
    if (!is_at_its_path(seen) || !holder_has_ended() || seen.try_lock() || errno != EWOULDBLOCK) return false;
    std::string name = turn_file() + ".XXXXXX.tmp";
    LockedFile file{FileDescriptor(files, files.make_temporary(name.data(), 4))};
    if (!file.is_open()) fail_on("cannot create", name);
    try {
        if (!file.try_lock()) fail_on("cannot lock", name);
        write_holder(file.file());
        if (files.rename(name.c_str(), turn_file().c_str()) != 0) fail_on("cannot replace", turn_file());
    } catch (...) {
        remove_file(files, name);
        throw;
    }
    turn.file_ = std::move(file);
    return true;
}

// Writes that this process has the turn.
void AccountTurns::write_holder(const FileDescriptor& file) {
    const std::string text = TurnHolder::this_process().to_text() + '\n';
    Files& files = file.files();
    const ssize_t written = files.pwrite(file.get(), text.data(), text.size(), 0);
    if (written < 0 || files.ftruncate(file.get(), static_cast<off_t>(text.size())) != 0)
        fail_on("cannot write", turn_file());
    if (static_cast<std::size_t>(written) != text.size()) {
        errno = ENOSPC;
        fail_on("cannot write", turn_file());
    }
}

std::uint64_t AccountTurns::taken_here() const noexcept { return taken_turns[name() % taken_turns.size()].load(); }

void AccountTurns::fail_busy() {
    std::string holder = "another call of this process";
    if (!lock_folder().empty()) {
        const auto named = holder_in(folder_->files(), turn_file());
        if (named && named->pid != ::getpid()) holder = "the process with the pid " + std::to_string(named->pid);
    }
    throw Failure(Status::InvalidState, "account_busy",
                  holder + " has been writing to this account for " + std::to_string(longest_wait_ms / 1000) +
                      " s; wait until it has ended, or end it, and send the items again");
}

}  // namespace mod_trakt::state
