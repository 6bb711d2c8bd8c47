// Reads, prunes and writes faulty.json.
#include "account/faulty_items.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "state/atomic_file.hpp"
#include "state/file_lock.hpp"
#include "state/set_aside.hpp"
#include "support/clock.hpp"
#include "support/error.hpp"
#include "support/hash.hpp"
#include "support/json/value.hpp"
#include "support/json/writer.hpp"

namespace mod_trakt::account {
namespace {

constexpr int faulty_schema = 1;

// True if the moments are less than kept_ms apart, in either direction, because a stored time may be damaged.
bool is_within(std::int64_t at_ms, std::int64_t now_ms, std::int64_t kept_ms) noexcept {
    return now_ms - at_ms < kept_ms && at_ms - now_ms < kept_ms;
}

std::string hash_of_item(std::string_view path, std::string_view item) { return hex_of(hash_of({path, item})); }

}  // namespace

void FaultyItems::open(const std::string& account) {
    if (account == account_) return;
    account_ = account;
    moments_.clear();
    is_loaded_ = false;
    has_warned_ = false;
}

bool FaultyItems::has(std::string_view path, std::string_view item, std::optional<std::int64_t> now_ms) {
    load();
    const auto found = moments_.find(hash_of_item(path, item));
    return found != moments_.end() && (!now_ms || is_within(found->second, *now_ms, kept_ms));
}

bool FaultyItems::empty() {
    load();
    return moments_.empty();
}

void FaultyItems::note(std::string_view path, std::string_view item, std::optional<std::int64_t> now_ms,
                       const CallScope& scope) {
    update(scope, [&](Moments& moments) {
        moments.insert_or_assign(hash_of_item(path, item), now_ms.value_or(scope.clock().unix_ms()));
        if (now_ms) std::erase_if(moments, [&](const auto& one) { return !is_within(one.second, *now_ms, kept_ms); });
        while (moments.size() > most)
            moments.erase(std::min_element(moments.begin(), moments.end(),
                                           [](const auto& a, const auto& b) { return a.second < b.second; }));
    });
}

void FaultyItems::forget(std::string_view path, std::string_view item, const CallScope& scope) {
    load();
    const std::string hash = hash_of_item(path, item);
    if (moments_.contains(hash)) update(scope, [&](Moments& moments) { moments.erase(hash); });
}

void FaultyItems::load() {
    if (std::exchange(is_loaded_, true) || !has_file()) return;
    try {
        moments_ = read();
    } catch (const Failure& failure) {
        if (failure.error().status != Status::Host) throw;
        warn(failure.error().message);
    }
}

FaultyItems::Moments FaultyItems::read() {
    Moments moments;
    const std::string path = folder_->faulty_file(account_);
    const auto text = state::read_file(folder_->files(), path);
    if (!text) return moments;
    json::Document document;
    if (document.parse(*text) || document.root()["schema"].integer() != faulty_schema ||
        !document.root()["items"].is_array()) {
        state::set_aside(folder_->files(), path);
        warn(path + " is damaged and was renamed");
        return moments;
    }
    for (const json::Value one : document.root()["items"].elements())
        if (const std::string_view hash = one["hash"].text(); is_hexadecimal(hash, hash_digits))
            moments.insert_or_assign(std::string(hash), plausible_unix_ms(one["at_ms"].integer().value_or(0)));
    return moments;
}

template <typename Change>
void FaultyItems::update(const CallScope& scope, Change&& change) {
    load();
    if (has_file()) {
        try {
            state::Files& files = folder_->files();
            const std::string place = folder_->open_precious(account_);
            state::remove_old_temporary_files(files, place, scope.clock().unix_ms());
            const state::FileLock lock(files, folder_->faulty_lock(account_), scope);
            moments_ = read();
            change(moments_);
            std::string text;
            json::Writer writer(text);
            writer.begin_object();
            writer.member("schema", faulty_schema);
            writer.key("items");
            writer.begin_array();
            for (const auto& [hash, at_ms] : moments_) {
                writer.begin_object();
                writer.member("hash", hash);
                writer.member("at_ms", at_ms);
                writer.end_object();
            }
            writer.end_array();
            writer.end_object();
            const std::array<std::string_view, 1> parts = {text};
            state::write_file(files, folder_->faulty_file(account_), parts, 0600);
            return;
        } catch (const Failure& failure) {
            if (failure.error().status != Status::Host) throw;
            warn(failure.error().message);
        }
    }
    change(moments_);
}

void FaultyItems::warn(std::string_view message) {
    if (std::exchange(has_warned_, true)) return;
    log_.with(LogLevel::Warn, "account", "faulty_items_unavailable",
              [&](json::Writer& fields) { fields.member("message", message); });
}

}  // namespace mod_trakt::account
