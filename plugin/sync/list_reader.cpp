#include "sync/list_reader.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <unordered_map>

#include "support/error.hpp"
#include "trakt/failure.hpp"

namespace mod_trakt::sync {
namespace {

constexpr int max_rounds = 3;              // how often a list that moves is begun anew
constexpr std::int64_t max_page = 10'000;  // a bound for a server that never ends

// One pass over one list.
class ListPass {
public:
    explicit ListPass(const List& list) : list_(list) {}

    void begin() {
        seen_.clear();
        rows_ = 0;
        page_ = 0;
        item_count_.reset();
        last_page_count_.reset();
        moved_ = done_ = false;
        headers_seen_ = false;
    }

    std::int64_t next_page() const noexcept { return page_ + 1; }
    std::int64_t rows() const noexcept { return rows_; }
    std::optional<std::int64_t> item_count() const noexcept { return item_count_; }
    bool done() const noexcept { return done_; }
    bool moved() const noexcept { return moved_; }

    void take(const trakt::Page& page) {
        ++page_;
        fresh_.clear();
        std::size_t repeated = 0;  // rows that stood on an earlier page
        for (const json::Value row : page.body.root().elements()) {
            const auto [place, is_new] = seen_.try_emplace(identity_of(row), page_);
            if (!is_new && place->second != page_) ++repeated;
            if (is_new || !list_.rows_are_unique) fresh_.push_back(row);
        }
        const bool anything_new = page.rows > repeated;
        // All of a page known: a server that does not page. Some of it known: rows have moved from page to page.
        if (list_.rows_are_unique && repeated > 0 && anything_new) moved_ = true;
        if (item_count_ && page.item_count && *page.item_count != *item_count_) moved_ = true;
        if (page.item_count) item_count_ = page.item_count;
        if (page.page_count) last_page_count_ = page.page_count;
        headers_seen_ = headers_seen_ || page.page_count || page.limit || page.item_count;
        // Rows received, so that the announced count can be checked; a medium that stands on two pages was announced
        // twice.
        if (anything_new || !list_.rows_are_unique) rows_ += static_cast<std::int64_t>(fresh_.size());
        if (!fresh_.empty()) list_.take(page, fresh_);
        decide(page, anything_new);
    }

    // After the end: rows that were announced but never came.
    bool is_short() const noexcept { return item_count_ && rows_ < *item_count_; }
    bool is_long() const noexcept { return item_count_ && rows_ > *item_count_; }

private:
    // A row without an id of its own is known by its text.
    std::int64_t identity_of(json::Value row) const {
        if (const auto id = list_.identity(row)) return *id;
        std::string text;
        json::Writer writer(text);
        writer.value(row);
        return -static_cast<std::int64_t>(std::hash<std::string>{}(text) >> 1);
    }

    void decide(const trakt::Page& page, bool anything_new) {
        // More to come, by the number of pages, or, where only rows are counted, by these.
        const bool announced = last_page_count_ ? page_ < *last_page_count_ : item_count_ && rows_ < *item_count_;
        if (page.rows == 0 || !anything_new) {
            // An empty page before the announced end is a hole, not the end (IDX-5).
            if (announced && page.rows == 0) moved_ = true;
            done_ = true;
            return;
        }
        const auto applied = static_cast<std::size_t>(page.limit.value_or(list_.pages.per_page));
        const bool full = page.rows >= applied;
        const bool knows_nothing = !headers_seen_;  // then only an empty page is the end (IDX-4)
        done_ = !(announced || full || knows_nothing);
        // At a configured cap the look behind a full page is not allowed: then the headers' word is taken, if they give
        // it.
        const bool at_cap = list_.pages.max_pages && page_ >= *list_.pages.max_pages;
        if (at_cap && last_page_count_ && !announced && item_count_ == rows_) done_ = true;
    }

    const List& list_;
    std::unordered_map<std::int64_t, std::int64_t> seen_;  // identity -> page
    std::vector<json::Value> fresh_;
    std::int64_t rows_ = 0;
    std::int64_t page_ = 0;
    std::optional<std::int64_t> item_count_;
    std::optional<std::int64_t> last_page_count_;
    bool headers_seen_ = false;
    bool moved_ = false;
    bool done_ = false;
};

Failure incomplete(std::string reason, std::string message, const Error* cause = nullptr) {
    Error error;
    error.status = Status::Incomplete;
    error.reason = std::move(reason);
    error.message = std::move(message);
    if (cause != nullptr) {
        error.http_status = cause->http_status;
        error.retry_after_ms = cause->retry_after_ms;
        error.message += ": " + cause->message;
    }
    return Failure(std::move(error));
}

class Reader {
public:
    Reader(trakt::Api& api, std::span<const List> lists, std::string_view feature, ReadProgress* progress,
           const CallScope& scope, const Log& log)
        : api_(api), lists_(lists), feature_(feature), progress_(progress), scope_(scope), log_(log) {
        for (const List& list : lists) passes_.emplace_back(list);
    }

    void run() {
        // The first pages come first: their headers tell the total, so that progress has one from the start.
        for (std::size_t i = 0; i < lists_.size(); ++i) {
            passes_[i].begin();
            step(i);
        }
        for (std::size_t i = 0; i < lists_.size(); ++i) finish(i);
    }

private:
    void finish(std::size_t i) {
        for (int round = 1;; ++round) {
            while (!passes_[i].done() && !passes_[i].moved()) step(i);
            if (!passes_[i].moved() && !passes_[i].is_short()) break;
            if (round >= max_rounds)
                throw incomplete("partial_read",
                                 lists_[i].path + " did not hold still: " + std::to_string(passes_[i].rows()) +
                                     " rows came, " + std::to_string(passes_[i].item_count().value_or(-1)) +
                                     " were announced");
            log_.with(LogLevel::Warn, feature_, "list_moved",
                      [&](json::Writer& fields) { fields.member("path", lists_[i].path); });
            lists_[i].restart();
            passes_[i].begin();
        }
        if (passes_[i].is_long())
            log_.with(LogLevel::Warn, feature_, "count_lags", [&](json::Writer& fields) {
                fields.member("path", lists_[i].path);
                fields.member("rows", passes_[i].rows());
                fields.member("announced", passes_[i].item_count());
            });
    }

    void step(std::size_t i) {
        const List& list = lists_[i];
        ListPass& pass = passes_[i];
        const std::int64_t number = pass.next_page();
        if (list.pages.max_pages && number > *list.pages.max_pages)
            throw incomplete("page_cap", list.path + " has more than the configured " +
                                             std::to_string(*list.pages.max_pages) + " pages");
        if (number > max_page) throw incomplete("partial_read", list.path + " does not end");
        try {
            const trakt::Page page = trakt::get_page(api_, list.path, number, list.pages.per_page, scope_);
            pass.take(page);
        } catch (const Failure& failure) {
            const Error& error = failure.error();
            if (!something_read_ || trakt::ends_the_call(error.status)) throw;
            throw incomplete("partial_read", list.path + " could not be read to its end", &error);
        }
        something_read_ = true;
        report();
    }

    void report() {
        if (progress_ == nullptr) return;
        std::int64_t done = 0;
        std::optional<std::int64_t> total = 0;
        for (const ListPass& pass : passes_) {
            done += pass.rows();
            if (pass.done())
                total = total ? std::optional(*total + pass.rows()) : total;
            else if (pass.item_count())
                total = total ? std::optional(*total + *pass.item_count()) : total;
            else
                total.reset();
        }
        progress_->set_total(total);
        progress_->tick(done);
    }

    trakt::Api& api_;
    std::span<const List> lists_;
    std::string_view feature_;
    ReadProgress* progress_;
    const CallScope& scope_;
    const Log& log_;
    std::vector<ListPass> passes_;
    bool something_read_ = false;
};

}  // namespace

void read_lists(trakt::Api& api, std::span<const List> lists, std::string_view feature, ReadProgress* progress,
                const CallScope& scope, const Log& log) {
    Reader(api, lists, feature, progress, scope, log).run();
}

}  // namespace mod_trakt::sync
