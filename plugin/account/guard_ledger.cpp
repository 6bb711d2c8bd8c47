#include "account/guard_ledger.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "state/atomic_file.hpp"
#include "state/file_lock.hpp"
#include "state/set_aside.hpp"

namespace mod_trakt::account {

void GuardLedger::open(const std::string& account, bool is_other) {
    if (account == account_) return;
    if (is_other) {
        book_ = {};
        unsaved_.reset();
        former_names_.clear();
    } else if (!account_.empty()) {
        former_names_.push_back(account_);
    }
    account_ = account;
    is_swept_ = false;
}

void GuardLedger::continue_from(const GuardLedger& former) {
    if (folder_ == nullptr && former.folder_ == nullptr) book_ = former.book_;
}

std::optional<GuardBook> GuardLedger::load(std::string_view account) const {
    const auto text = state::read_file(folder_->files(), folder_->guard_file(account));
    return text ? GuardBook::parse(*text) : std::nullopt;
}

GuardBook GuardLedger::look() const {
    if (!has_file()) return book_;
    GuardBook book = unsaved_ ? *unsaved_ : load(account_).value_or(GuardBook());
    for (const std::string& name : former_names_)
        if (const auto former = load(name)) book.merge(*former);
    book.merge(book_);
    return book;
}

std::optional<Error> GuardLedger::update(const CallScope& scope, const std::function<void(GuardBook&)>& change) {
    if (!has_file()) {
        change(book_);
        return std::nullopt;
    }
    state::Files& files = folder_->files();
    GuardBook book;
    bool is_changed = false;
    try {
        const std::string place = folder_->open_precious(account_);
        if (!std::exchange(is_swept_, true)) state::remove_old_temporary_files(files, place, scope.clock().unix_ms());
        const state::FileLock lock(files, folder_->guard_lock(account_), scope);
        const std::optional<GuardBook> before = load(account_);
        book = look();
        is_changed = true;
        change(book);
        if (before == book || (!before && book.empty())) return std::nullopt;
        const std::string path = folder_->guard_file(account_);
        if (!before) state::set_aside(files, path);
        const std::string text = book.render();
        const std::array<std::string_view, 1> parts = {text};
        state::write_file(files, path, parts, 0600);
        book_ = {};
        unsaved_.reset();
        // If such a file cannot be removed, its changes count twice for a day.
        for (const std::string& name : std::exchange(former_names_, {}))
            state::remove_file(files, folder_->guard_file(name));
        return std::nullopt;
    } catch (const Failure& failure) {
        if (failure.error().status != Status::Host) throw;
        if (!is_changed) {
            try {
                book = look();
            } catch (const Failure&) {
                book = unsaved_.value_or(book_);
            }
            change(book);
        }
        // `book` now contains the book of the handle and the former files, so they are not merged again.
        book_ = {};
        former_names_.clear();
        unsaved_ = std::move(book);
        return failure.error();
    }
}

}  // namespace mod_trakt::account
