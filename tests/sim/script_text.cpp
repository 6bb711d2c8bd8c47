// Showing and cutting scripts.
#include <algorithm>
#include <cstddef>
#include <string>

#include "script.hpp"

namespace mod_trakt::sim {
namespace {

const char* name_of(Verb verb) {
    switch (verb) {
        case Verb::Index: return "index";
        case Verb::Add: return "add";
        case Verb::Remove: return "remove";
        case Verb::Undo: return "undo";
    }
    return "";
}

const char* name_of(Fate fate) {
    switch (fate) {
        case Fate::NotApplied: return "not applied";
        case Fate::Applied: return "applied";
        case Fate::Late: return "applied late";
    }
    return "";
}

std::string text_of(Time time) { return std::to_string(time / ms) + " ms"; }

std::string text_of(const Elsewhere& change) {
    switch (change.kind) {
        case Elsewhere::Kind::Phone: return change.op;
        case Elsewhere::Kind::Replace:
            return sim::text_of(change.play) + " is replaced by one of " + sim::text_of(change.other);
        case Elsewhere::Kind::ClockJump: return "the clock jumps by " + std::to_string(change.jump_ms) + " ms";
        case Elsewhere::Kind::TokenExpires: break;
    }
    return "the token expires";
}

// Leaves out the elements with these numbers; `begin` and `end` become those of the next list.
template <typename Element>
void cut(std::vector<Element>& list, std::ptrdiff_t& begin, std::ptrdiff_t& end) {
    const auto size = static_cast<std::ptrdiff_t>(list.size());
    const auto from = std::clamp<std::ptrdiff_t>(begin, 0, size), to = std::clamp<std::ptrdiff_t>(end, 0, size);
    list.erase(list.begin() + from, list.begin() + to);
    begin -= size;
    end -= size;
}

}  // namespace

std::string name_of(const Step& step) {
    std::string out = std::string(name_of(step.verb)) + " " + step.feature;
    if (step.verb == Verb::Undo) out += step.undoes.empty() ? "of the newest run" : "of " + step.undoes;
    if (!step.run.empty()) out += " (run " + step.run + ")";
    return out;
}

std::size_t Script::size() const {
    std::size_t parts = faults.size() + disk_faults.size() + crashes.size() + elsewhere.size();
    for (const auto& steps : instances) {
        parts += steps.size();
        for (const Step& step : steps) parts += step.items.size();
    }
    return parts;
}

Script without(const Script& script, std::size_t begin, std::size_t end) {
    Script shorter = script;
    auto from = static_cast<std::ptrdiff_t>(begin), to = static_cast<std::ptrdiff_t>(end);
    for (auto& steps : shorter.instances) cut(steps, from, to);
    cut(shorter.faults, from, to);
    cut(shorter.disk_faults, from, to);
    cut(shorter.crashes, from, to);
    cut(shorter.elsewhere, from, to);
    // Items last; the numbers of those of steps that are left out are not used, as only one of both is cut at once.
    if (to > 0)
        for (auto& steps : shorter.instances)
            for (Step& step : steps) cut(step.items, from, to);
    return shorter;
}

std::string Script::text() const {
    std::string out =
        "seed " + std::to_string(seed) + ", account " + json::serialize(sizes) + ", settings " + settings + "\n";
    if (!titles.empty()) out += "titles " + json::serialize(titles) + "\n";
    for (std::size_t i = 0; i < instances.size(); ++i) {
        out += "instance " + std::to_string(i) + "\n";
        for (const Step& step : instances[i]) {
            out += "  after " + text_of(step.wait) + ": " + name_of(step);
            if (step.limit_ms > 0) out += ", time limit " + std::to_string(step.limit_ms) + " ms";
            if (step.cancel_ms > 0) out += ", cancelled after " + std::to_string(step.cancel_ms) + " ms";
            out += "\n";
            for (const Item& item : step.items) out += "    " + item.json + "\n";
        }
    }
    for (const Fault& fault : faults)
        out += "fault: instance " + std::to_string(fault.instance) + ", " +
               (fault.counts_posts ? "POST " : "request ") + std::to_string(fault.nth) + ": " +
               sim::name_of(fault.kind) + " (late by " + std::to_string(fault.late_ms) + " ms)\n";
    for (const DiskFault& fault : disk_faults)
        out += "disk: instance " + std::to_string(fault.instance) + ", change " + std::to_string(fault.nth) +
               ": errno " + std::to_string(fault.error) + "\n";
    for (const Crash& crash : crashes)
        out += std::string(crash.is_power_failure ? "power failure" : "crash") + ": instance " +
               std::to_string(crash.instance) + ", " +
               (crash.at_post ? "POST " + std::to_string(crash.nth) + ", " + name_of(crash.post) + " (late by " +
                                    std::to_string(crash.late_ms) + " ms)"
                              : "seam " + std::to_string(crash.nth)) +
               ", down for " + text_of(crash.down) + "\n";
    for (const Elsewhere& change : elsewhere)
        out += "elsewhere, at " + text_of(change.at) + ": " + text_of(change) + "\n";
    return out;
}

}  // namespace mod_trakt::sim
