#include <map>
#include <string>
#include <vector>

#include "documents.hpp"
#include "http/url.hpp"
#include "scripted_module.hpp"
#include "sections.hpp"
#include "support/error.hpp"
#include "support/json/value.hpp"
#include "targets.hpp"

namespace mod_trakt::fuzz {
namespace {

// Nothing that the plugin says holds a token.
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

// The first section: one letter for each operation or setting, in order. The others: answers of the network, those that
// begin with a path for requests of that path alone, else in turn; those that begin with "[" are items of a write.
class Play {
public:
    explicit Play(std::string_view input) {
        std::vector<std::string_view> sections = sections_of(input);
        script_ = sections.front().substr(0, 40);
        for (std::size_t i = 1; i < sections.size(); ++i) {
            const std::string_view section = sections[i];
            const std::size_t path = section.starts_with('/') ? section.substr(0, section.find('\n')).find(' ') : 0;
            if (section.starts_with('['))
                items_.push_back(section);
            else if (path == 0 || path == std::string_view::npos)
                routes_[""].answers.push_back(section);
            else
                routes_[section.substr(0, path)].answers.push_back(section.substr(path + 1));
        }
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
    http::Outcome answer(const http::Request& request) {
        if (++requests_ == cancel_at_) cancel_ = 1;
        const std::string_view path = http::path_of(request.url);
        const auto found = routes_.find(path);
        auto& [answers, next] = found != routes_.end() ? found->second : routes_[""];
        if (answers.empty() || requests_ > 200) return test::lost(http::TransportError::Kind::Connect, true);
        const std::string_view section = answers[next++ % answers.size()];
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
            case 'T': return module.clock().block_ms(300'000);
            case 'V': return module.clock().block_ms(25 * 3'600'000);
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
        const std::string text(module.build_index(feature, scope).text);
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
    struct Route {
        std::vector<std::string_view> answers;
        std::size_t next = 0;
    };
    std::map<std::string_view, Route> routes_;  // by path; "" for all others
    std::vector<std::string_view> items_;
    std::size_t next_items_ = 0;
    int requests_ = 0;
    int cancel_at_ = 0;
    std::int32_t cancel_ = 0;
    std::int64_t timeout_ms_ = 0;
    bool fresh_ = false, stale_ = false, dry_ = false;
};

}  // namespace

void run_module_calls(std::string_view input) {
    // What comes in may come out again, so the tokens must not come in.
    if (input.find("secret-") != std::string_view::npos) return;
    Play(input).run();
}

}  // namespace mod_trakt::fuzz
