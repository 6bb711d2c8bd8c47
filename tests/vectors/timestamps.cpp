// watched_at as hosts pass it: the time that is sent, and the seconds in keys.
#include "model/timestamp.hpp"
#include "registry.hpp"
#include "support.hpp"
#include "support/iso_time.hpp"

namespace vectors {
namespace {

using namespace mod_trakt;

void judge_timestamps(const Case& subject, Judge& judge) {
    if (is_spaced_time(subject.input)) return judge.set_aside("iso", spaced_time);
    const auto moment = parse_time_ms(subject.input);
    const Tolerance tolerance{.whole_minutes = subject.has_newer("minute-precision")};
    judge.member(
        "iso",
        [&](const KeyRules&) {
            return moment ? quoted(format_iso_ms(floor_to_minute_ms(*moment))) : std::string("null");
        },
        tolerance);
    judge.member("epoch",
                 [&](const KeyRules&) { return moment ? std::to_string(to_seconds(*moment)) : std::string("null"); });
}

const Unit unit{"timestamps", &judge_timestamps};

}  // namespace
}  // namespace vectors
