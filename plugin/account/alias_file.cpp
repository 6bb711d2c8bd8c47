#include "account/alias_file.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "state/atomic_file.hpp"
#include "state/file_lock.hpp"
#include "state/set_aside.hpp"
#include "support/error.hpp"

namespace mod_trakt::account {

void AliasFile::take_over(Aliases& aliases) {
    std::string text = state::read_file(folder_.files(), folder_.aliases_file(account_)).value_or(std::string());
    if (text == text_) return;
    auto now = text.empty() ? LearntAliases() : LearntAliases::parse(text);
    is_damaged_ = !now;
    if (is_damaged_) {
        now.emplace();
        warn(Failure(
            Status::Host, "state_unreadable",
            folder_.aliases_file(account_) + " is damaged and is not used; it is renamed when aliases are saved"));
    }
    const bool has_news = aliases.revision() != revision_;
    LearntAliases merged = merge(kept_, aliases.learnt(), *now);
    text_ = std::move(text);
    kept_ = *std::move(now);
    aliases.set(merged);
    if (!has_news) revision_ = aliases.revision();
}

void AliasFile::load(Aliases& aliases) {
    try {
        take_over(aliases);
    } catch (const Failure& failure) {
        warn(failure);
    }
}

void AliasFile::save(Aliases& aliases, const CallScope& scope) {
    if (aliases.revision() == revision_) return;
    try {
        folder_.open_precious(account_);
        const state::FileLock lock(folder_.files(), folder_.aliases_lock(account_), scope);
        take_over(aliases);
        LearntAliases now = aliases.learnt();
        now.tidy(scope.clock());
        if (now != kept_) {
            const std::string path = folder_.aliases_file(account_);
            if (std::exchange(is_damaged_, false)) state::set_aside(folder_.files(), path);
            std::string text = now.render();
            const std::array<std::string_view, 1> parts = {text};
            state::write_file(folder_.files(), path, parts, 0600);
            text_ = std::move(text);
            kept_ = now;
            aliases.set(now);
        }
        revision_ = aliases.revision();
    } catch (const Failure& failure) {
        warn(failure);
    }
}

void AliasFile::warn(const Failure& failure) {
    if (std::exchange(has_warned_, true)) return;
    log_.with(LogLevel::Warn, "account", "aliases_not_kept",
              [&](json::Writer& fields) { fields.member("message", failure.error().message); });
}

}  // namespace mod_trakt::account
