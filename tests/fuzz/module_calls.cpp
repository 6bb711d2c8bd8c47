#include <algorithm>
#include <string>
#include <vector>

#include "documents.hpp"
#include "scripted_module.hpp"
#include "sections.hpp"
#include "support/error.hpp"
#include "support/json/value.hpp"
#include "targets.hpp"

namespace mod_trakt::fuzz {
namespace {

// Nothing that the plugin says holds a token. The seeds' answers hold none, so none comes in from there.
void check_public(std::string_view text) {
    for (const std::string_view secret : {std::string_view(access_token), std::string_view(refresh_token)})
        promise(text.find(secret) == std::string_view::npos, "no text for the host holds a token");
}

class CheckingLog final : public Log {
public:
    bool enabled(LogLevel) const noexcept override { return true; }
    void write(LogLevel, std::string_view, std::string_view, std::string_view fields_json) const override {
        check(fields_json);
    }
    void event(std::string_view, std::string_view payload_json) const override { check(payload_json); }

private:
    static void check(std::string_view text) {
        check_public(text);
        json::Document document;
        promise(!document.parse(std::string(text)) && document.root().is_object(), "what is logged is a JSON object");
    }
};

// The first section: one letter for each operation or setting, in order. The others: answers of the network, taken in
// turn; those that begin with "[" are items of a write, also in turn.
class Play {
public:
    explicit Play(std::string_view input) {
        std::vector<std::string_view> sections = sections_of(input);
        script_ = sections.front().substr(0, 40);
        for (std::size_t i = 1; i < sections.size(); ++i)
            (sections[i].starts_with('[') ? items_ : answers_).push_back(sections[i]);
    }

    void run() {
        const bool as_before = script_.starts_with('3');
        const bool patient = script_.find('p') != std::string_view::npos;
        const std::string more = std::string(R"(,"history_collection":true,"history_number_fallback":true,)") +
                                 (as_before ? R"("key_profile":"crosswatch-3.2",)" : "") + R"("max_retries":)" +
                                 (patient ? "3" : "1");
        const auto module = make_module(config_text(more), std::make_unique<CheckingLog>(),
                                        [this](const http::Request& request) { return answer(request); });
        for (const char letter : script_) step(*module, letter);
    }

private:
    http::Outcome answer(const http::Request&) {
        if (++requests_ == cancel_at_) cancel_ = 1;
        if (answers_.empty() || requests_ > 200) return test::lost(http::TransportError::Kind::Connect, true);
        const std::string_view section = answers_[next_answer_++ % answers_.size()];
        if (section.starts_with("lost")) return test::lost(http::TransportError::Kind::Protocol);
        if (section.starts_with("slow")) return test::lost(http::TransportError::Kind::Timeout);
        return response_of(section);
    }

    std::string_view take_items() { return items_.empty() ? "[]" : items_[next_items_++ % items_.size()]; }

    static std::size_t count_of(std::string_view items) {
        json::Document document;
        return document.parse(std::string(items)) ? 0 : document.root().size();
    }

    void step(TraktModule& module, char letter) {
        switch (letter) {
            case 'F': fresh_ = !fresh_; return;
            case 'S': stale_ = !stale_; return;
            case 'D': dry_ = !dry_; return;
            case 'C': cancel_ = !cancel_; return;
            case 'c': cancel_at_ = requests_ + 3; return;
            case 't': timeout_ms_ = timeout_ms_ > 0 ? 0 : 30'000; return;
            default: break;
        }
        CallScope scope(module.clock(), &cancel_, timeout_ms_);
        scope.fresh = fresh_;
        scope.allow_stale = stale_;
        scope.dry_run = dry_;
        try {
            call(module, letter, scope);
        } catch (const Failure& failure) {
            promise(failure.error().status != Status::Ok && failure.error().status != Status::Internal,
                    "a failure is a known one");
            promise(!failure.error().reason.empty(), "a failure has a reason");
            check_public(failure.error().message);
        }
    }

    void call(TraktModule& module, char letter, const CallScope& scope) {
        switch (letter) {
            case 'h': return check_public(module.health(scope));
            case 'w': return index(module, "watchlist", scope);
            case 'r': return index(module, "ratings", scope);
            case 'y': return index(module, "history", scope);
            case '1': return write(module, &TraktModule::add, "watchlist", scope);
            case '2': return write(module, &TraktModule::add, "ratings", scope);
            case '4': return write(module, &TraktModule::add, "history", scope);
            case '5': return write(module, &TraktModule::remove, "watchlist", scope);
            case '6': return write(module, &TraktModule::remove, "ratings", scope);
            case '7': return write(module, &TraktModule::remove, "history", scope);
            default: return;
        }
    }

    static void index(TraktModule& module, const char* feature, const CallScope& scope) {
        const std::string text = module.build_index(feature, scope);
        check_public(text);
        check_index(text);
    }

    void write(TraktModule& module,
               WriteOutcome (TraktModule::*change)(std::string_view, std::string_view, const CallScope&),
               const char* feature, const CallScope& scope) {
        const std::string_view items = take_items();
        const WriteOutcome done = (module.*change)(feature, items, scope);
        check_public(done.document);
        if (done.failure) {
            promise(done.failure->status != Status::Internal, "a failure is a known one");
            check_public(done.failure->message);
        }
        check_report(done.document, count_of(items));
    }

    std::string_view script_;
    std::vector<std::string_view> answers_, items_;
    std::size_t next_answer_ = 0, next_items_ = 0;
    int requests_ = 0;
    int cancel_at_ = 0;
    std::int32_t cancel_ = 0;
    std::int64_t timeout_ms_ = 0;
    bool fresh_ = false, stale_ = false, dry_ = false;
};

}  // namespace

void run_module_calls(std::string_view input) { Play(input).run(); }

}  // namespace mod_trakt::fuzz
