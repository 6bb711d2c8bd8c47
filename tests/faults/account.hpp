// One account at the twin and one provider that uses it, called through the plugin's edge: with a status, a document,
// and no exception. The account's content is read directly from the twin.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "module/trakt_module.hpp"
#include "syncmod/syncmod.h"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temp_folder.hpp"
#include "twin/json.hpp"
#include "twin/twin.hpp"
#include "twin_transport.hpp"

namespace mod_trakt::test {

namespace json_of = boost::json;

struct Called {
    syncmod_status status = SYNCMOD_OK;
    std::string reason;
    std::string document;  // empty when none was handed out

    bool has_document() const noexcept { return !document.empty(); }
    // "added unknown deferred": the verdicts in the order of the inputs.
    std::vector<std::string> verdicts() const;
    // The index's items, as text.
    std::string items() const;
};

class Account {
public:
    Account();

    // Makes a new account with these sizes, and removes the former folder. No provider is open afterwards.
    void begin(std::int64_t plays, std::int64_t ratings, std::int64_t watchlist);
    // Opens a provider on the folder of earlier providers of this account. `more` is added to the configuration's
    // block.
    void open(const std::string& more = {});
    void close() { module_.reset(); }
    void configure(const std::string& more) { module_->configure(config(more)); }

    // `timeout_ms` 0: no limit. Allocations counts what these calls allocate.
    Called index(std::string_view feature, std::int64_t timeout_ms = 0);
    Called add(std::string_view feature, const std::string& items, std::int64_t timeout_ms = 0);
    Called remove(std::string_view feature, const std::string& items, std::int64_t timeout_ms = 0);
    Called health(std::int64_t timeout_ms = 0);

    // The account's entries of a feature, such as "movie 7010001 2011-05-04T20:11" or "show 5 8", and how often it has
    // each.
    std::map<std::string, int> held(std::string_view feature);
    void switches(const json_of::object& values) { admin("POST", "switches", values); }
    void fault(const json_of::object& values) { admin("POST", "faults", values); }
    void clear_faults() { admin("DELETE", "faults"); }
    std::int64_t refreshes();
    void expire_token() { switches({{"expire_token", true}}); }

    TwinTransport& transport() { return *transport_; }
    FakeClock& clock() { return *clock_; }
    std::int32_t cancel = 0;

private:
    Config config(const std::string& more) const;
    json_of::value admin(const char* method, const std::string& room, const json_of::value& body = nullptr);
    // `work(scope, document)` returns the failure, if any. Only the provider's work may allocate here.
    template <typename Work>
    Called call(std::int64_t timeout_ms, const Work& work);

    twin::Twin twin_;
    std::optional<TempFolder> folder_;
    std::unique_ptr<TraktModule> module_;
    TwinTransport* transport_ = nullptr;  // the module's
    FakeClock* clock_ = nullptr;          // the module's
};

}  // namespace mod_trakt::test
