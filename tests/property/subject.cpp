#include "subject.hpp"

#include <string_view>

#include "module/config/config.hpp"
#include "tests/support/null_log.hpp"

namespace mod_trakt::property {
namespace {

// A module owns its clock, but all modules of a case must have the same time.
class SharedClock final : public Clock {
public:
    explicit SharedClock(Clock& clock) : clock_(clock) {}
    std::int64_t unix_ms() const override { return clock_.unix_ms(); }
    std::int64_t steady_ms() const override { return clock_.steady_ms(); }
    void block_ms(std::int64_t ms) override { clock_.block_ms(ms); }

private:
    Clock& clock_;
};

// The text of a document, for both forms of a document.
[[maybe_unused]] std::string_view text_of(const std::string& document) { return document; }
template <typename Document>
requires requires(const Document& document) { document.owner; }
std::string_view text_of(const Document& document) { return document.text; }

// Switches off the site's oddities while an object lives.
class Clean {
public:
    Clean(Site& site, const Mode& mode) : site_(site), mode_(mode) { site_.switches({{"counts_lag", 0}}); }
    ~Clean() { site_.switches({{"counts_lag", mode_.counts_lag}}); }
    Clean(const Clean&) = delete;
    Clean& operator=(const Clean&) = delete;

private:
    Site& site_;
    const Mode& mode_;
};

}  // namespace

Subject::Subject(Site& site, const Mode& mode, const Settings& settings, Story& story)
    : site_(site), mode_(mode), settings_(settings), story_(story) {
    clock_.on_block = [this] { site_.set_time(clock_.unix_ms()); };
}

void Subject::wait(std::int64_t ms) {
    clock_.advance(ms);
    site_.set_time(clock_.unix_ms());
}

void Subject::open() {
    module_.reset();
    module_ = std::make_unique<TraktModule>(services(), parse_config(config(true, mode_.per_page)));
}

Index Subject::read_by_newcomer(const std::string& feature) {
    const Clean clean(site_, mode_);
    TraktModule newcomer(services(), parse_config(config(false, 250)));
    Index index = read_by(newcomer, feature);
    site_.take_ledger();
    return index;
}

std::vector<std::string> Subject::write(const std::string& feature, bool removing, const json::array& items) {
    const std::int32_t never = 0;
    const CallScope scope(clock_, &never, 0);
    const std::string text = json::serialize(items);
    const WriteOutcome outcome = removing ? module_->remove(feature, text, scope) : module_->add(feature, text, scope);
    std::vector<std::string> verdicts;
    const json::value document = json::parse(outcome.document);
    for (const json::value& result : document.at("results").as_array())
        verdicts.emplace_back(result.at("verdict").as_string());
    return verdicts;
}

Index Subject::read_by(TraktModule& module, const std::string& feature) {
    try {
        const std::int32_t never = 0;
        const auto document = module.build_index(feature, CallScope(clock_, &never, 0));
        const std::string_view text = text_of(document);
        json::value parsed = json::parse(json::string_view(text.data(), text.size()));
        // Announced rows that do not exist may count as hidden, so their number is not an error of the plugin.
        if (mode_.counts_lag < 0) announced_too_many_ = -mode_.counts_lag;
        const json::value* skipped = parsed.as_object().if_contains("skipped");
        if (skipped != nullptr && announced_too_many_ > 0 && skipped->as_int64() % announced_too_many_ == 0)
            parsed.as_object().erase("skipped");
        return index_of(std::move(parsed), clock_.unix_ms(), feature);
    } catch (const Failure& failure) {
        story_.tell(site_.take_ledger());
        const bool may_be_incomplete = mode_.counts_lag < 0 || mode_.may_be_incomplete.contains(feature);
        if (may_be_incomplete && failure.error().status == Status::Incomplete) throw Refused{};
        throw Broken{"the index of " + feature + " fails: " + status_name(failure.error().status) + " " +
                     failure.error().reason + ": " + failure.error().message + "\n"};
    }
}

ModuleServices Subject::services() {
    ModuleServices services;
    services.clock = std::make_unique<SharedClock>(clock_);
    services.log = std::make_unique<test::NullLog>();
    return services;
}

std::string Subject::config(bool keeps_state, std::int64_t per_page) const {
    json::object block{{"client_id", "twin-client-id"},
                       {"access_token", "twin-access-token"},
                       {"api_url", site_.url()},
                       {"auth_url", site_.url()},
                       {"history_per_page", per_page},
                       {"ratings_per_page", per_page},
                       {"watchlist_per_page", per_page},
                       {"guard", false},  // whole lists are removed
                       {"reads_in_flight", settings_.reads_in_flight},
                       {"rate_limit", json::object{{"get_per_5min", 0}, {"post_per_sec", 0}, {"burst", 0}}},
                       {"backoff", json::object{{"base_ms", 1}, {"cap_ms", 5}, {"html429_ms", 5}}},
                       {"settle_ms", 5}};
    if (settings_.verify_hours != usual_verify_hours) block["verify_hours"] = settings_.verify_hours;
    json::object root{{"trakt", block}};
    if (keeps_state) root["state_dir"] = folder_.path();
    return json::serialize(root);
}

}  // namespace mod_trakt::property
