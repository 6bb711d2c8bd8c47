// Instances on the threads of the scheduler, their crashes and restarts, and the calm end.
#include "world.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "judge.hpp"
#include "module/config/config.hpp"
#include "tests/support/null_log.hpp"
#include "twin/iso_time.hpp"

namespace mod_trakt::sim {
namespace {

constexpr const char* state_dir = "/state";
// Above the numbers that the kernel gives, so that no process of this machine is taken for one of the simulation.
constexpr pid_t first_number = 10'000'000;
constexpr std::size_t most_seams = 100'000;  // of one instance; more mean an endless loop

std::int64_t number_in(const json::value& id) {
    return id.is_string() ? std::stoll(std::string(id.as_string())) : id.to_number<std::int64_t>();
}

Index index_in(const std::string& feature, std::string_view document) {
    Index index;
    const json::value parsed = json::parse(json::string_view(document.data(), document.size()));
    for (const auto& entry : parsed.at("items").as_object()) {
        const json::object& item = entry.value().as_object();
        const Title title{std::string(item.at("type").as_string()), number_in(item.at("ids").at("trakt"))};
        if (feature == "history")
            index.plays.insert({title, *twin::parse_iso(std::string(item.at("watched_at").as_string()))});
        else if (feature == "ratings")
            index.ratings[title] = item.at("rating").to_number<int>();
        else
            index.watchlist.insert(title);
    }
    return index;
}

std::string text_or_empty(const json::object& object, const char* name) {
    const json::value* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::vector<Verdict> verdicts_in(const std::string& document) {
    std::vector<Verdict> verdicts;
    const json::value parsed = json::parse(document);
    for (const json::value& result : parsed.at("results").as_array()) {
        const json::object& one = result.as_object();
        verdicts.push_back({text_or_empty(one, "verdict"), text_or_empty(one, "hint"), text_or_empty(one, "message")});
    }
    return verdicts;
}

std::string text_of(const Error& error) {
    return std::string(status_name(error.status)) + " " + error.reason + ": " + error.message;
}

}  // namespace

World::World(Site& site, const Script& script, Break broken, bool tells_story)
    : site_(site),
      script_(script),
      break_(broken),
      tells_story_(tells_story),
      scheduler_(script.seed),
      power_(script.seed ^ 0x5eed),
      crash_is_over_(script.crashes.size()) {
    site_.begin(script_.sizes, WallClock::start_unix_ms);
    disk_.unix_ms = [this] { return wall_.unix_ms(scheduler_.now()); };
    for (std::size_t i = 0; i < script_.instances.size(); ++i)
        instances_.push_back(std::make_unique<Instance>(script_.seed * 16 + i));
}

Result World::run() {
    running_ = instances_.size();
    for (std::size_t i = 0; i < instances_.size(); ++i) scheduler_.add([this, i] { run_instance(i); });
    for (const Elsewhere& change : script_.elsewhere)
        scheduler_.at(change.at, [this, &change] {
            switch (change.kind) {
                case Elsewhere::Kind::Phone:
                    tell("elsewhere: " + change.op);
                    site_.edit({json::parse(change.op)}, change.seed, scheduler_.now());
                    break;
                case Elsewhere::Kind::ClockJump:
                    tell("the clock jumps by " + std::to_string(change.jump_ms) + " ms");
                    wall_.jumped_ms += change.jump_ms;
                    break;
                case Elsewhere::Kind::TokenExpires:
                    tell("the token expires");
                    site_.expire_token(scheduler_.now());
                    break;
            }
        });
    scheduler_.run();
    tell_changes();
    if (!scheduler_.failure().empty()) broken_.push_back("the simulation itself fails: " + scheduler_.failure());
    for (std::string& line : Judge(site_.versions(), calls_).judge()) broken_.push_back(std::move(line));
    return {std::move(broken_), std::move(story_), calls_.size()};
}

void World::run_instance(std::size_t number) {
    for (const Step& step : script_.instances[number]) {
        scheduler_.sleep(step.wait);
        constexpr int most_tries = 4;
        for (int i = 0; i < most_tries; ++i) {
            if (start(number) && call(number, step)) break;
            end_process(*instances_[number]);
            scheduler_.sleep(instances_[number]->down);
        }
    }
    end_process(*instances_[number]);
    if (--running_ == 0) finish();
}

bool World::start(std::size_t number) {
    Instance& instance = *instances_[number];
    if (instance.module) return true;
    ++instance.starts;
    instance.process =
        std::make_unique<Process>(scheduler_, first_number + static_cast<pid_t>(number) * 1000 + instance.starts,
                                  script_.seed * 1024 + number * 64 + static_cast<std::uint64_t>(instance.starts));
    Process& process = *instance.process;
    process.on_seam = [this, number, &instance] {
        if (++instance.seams > most_seams) throw std::runtime_error("an instance does not come to an end");
        if (const Crash* due = crash_at(number, false, instance.seams)) crash(number, *due);
    };
    const RunningProcess running(process);
    tell("instance " + std::to_string(number) + " starts");
    ModuleServices services;
    services.clock = std::make_unique<VirtualClock>(process, wall_);
    services.log = std::make_unique<test::NullLog>();
    services.files = make_files(break_, disk_, process);
    auto transport = std::make_unique<SimTransport>(process, site_, instance.line);
    transport->fault_of = [this, number](std::size_t nth, std::optional<std::size_t> nth_post) {
        return fault_at(number, nth, nth_post);
    };
    transport->crash_at_post = [this, number](std::size_t nth_post) {
        const Crash* due = crash_at(number, true, nth_post);
        if (due != nullptr) crash(number, *due);
        return due;
    };
    transport->tell = [this, number](const std::string& what) {
        tell("instance " + std::to_string(number) + ": " + what);
    };
    instance.transport = transport.get();
    services.transport = std::move(transport);
    try {
        instance.module = std::make_unique<TraktModule>(std::move(services), parse_config(configuration()));
    } catch (const Failure& failure) {
        if (!process.is_dead()) broken_.push_back("an instance does not start: " + text_of(failure.error()));
    }
    return instance.module != nullptr && !process.is_dead();
}

void World::end_process(Instance& instance) {
    if (!instance.process) return;
    const RunningProcess running(*instance.process);
    instance.module.reset();
    disk_.end_process(instance.process->number());
    instance.process.reset();
}

bool World::call(std::size_t number, const Step& step) {
    Instance& instance = *instances_[number];
    Process& process = *instance.process;
    const std::size_t at = calls_.size();
    Call& begun = calls_.emplace_back();
    begun.instance = number;
    begun.step = &step;
    begun.begun = scheduler_.now();
    begun.first_version = site_.versions().size() - 1;
    instance.transport->cause = {at};
    instance.transport->was_uncertain = false;
    tell("instance " + std::to_string(number) + ": call " + std::to_string(at) + " begins: " +
         (step.verb == Verb::Index ? "index "
          : step.verb == Verb::Add ? "add "
                                   : "remove ") +
         step.feature);
    Call done = begun;
    if (step.cancel_ms > 0)
        scheduler_.at(scheduler_.now() + step.cancel_ms * ms, [this, number, at] {
            if (calls_[at].is_over || !instances_[number]->process) return;
            tell("instance " + std::to_string(number) + ": call " + std::to_string(at) + " is cancelled");
            instances_[number]->process->cancel_call();
        });
    {
        const RunningProcess running(process);
        take_answer(done, *instance.module, process);
    }
    process.end_call();
    done.is_over = true;
    done.ended = scheduler_.now();
    done.last_version = site_.versions().size() - 1;
    done.was_uncertain = instance.transport->was_uncertain;
    done.has_crashed = process.is_dead();
    if (done.has_crashed) done.verdicts.clear(), done.index.reset(), done.failure.clear();
    if (tells_story_) {
        std::string text = "instance " + std::to_string(number) + ": call " + std::to_string(at) +
                           (done.has_crashed ? " has crashed" : " ends") +
                           (done.failure.empty() ? "" : ": " + done.failure);
        for (std::size_t i = 0; i < done.verdicts.size() && i < step.items.size(); ++i)
            text += "\n      " + done.verdicts[i].word + " (" + done.verdicts[i].hint + ") " + step.items[i].json;
        tell(text);
    }
    calls_[at] = std::move(done);
    return !calls_[at].has_crashed;
}

void World::take_answer(Call& call, TraktModule& module, const Process& process) {
    const Step& step = *call.step;
    try {
        const CallScope scope(module.clock(), process.cancel(), step.limit_ms);
        if (step.verb == Verb::Index) {
            const IndexDocument document = module.build_index(step.feature, scope);
            if (!process.is_dead()) call.index = index_in(step.feature, document.text);
            return;
        }
        std::string items;
        for (const Item& item : step.items) items += (items.empty() ? "[" : ",") + item.json;
        items += items.empty() ? "[]" : "]";
        const WriteOutcome outcome =
            step.verb == Verb::Add ? module.add(step.feature, items, scope) : module.remove(step.feature, items, scope);
        if (outcome.failure) call.failure = text_of(*outcome.failure);
        call.verdicts = verdicts_in(outcome.document);
    } catch (const Failure& failure) {
        call.failure = text_of(failure.error());
    }
}

void World::crash(std::size_t number, const Crash& crash) {
    tell(crash.is_power_failure ? std::string("the machine loses its power")
                                : "instance " + std::to_string(number) + " crashes");
    for (std::size_t i = 0; i < instances_.size(); ++i) {
        Instance& instance = *instances_[i];
        if (!instance.process || instance.process->is_dead() || (i != number && !crash.is_power_failure)) continue;
        instance.process->die();
        instance.down = crash.down;
        disk_.end_process(instance.process->number());
    }
    if (crash.is_power_failure) disk_.lose_power(power_);
}

const Crash* World::crash_at(std::size_t number, bool at_post, std::size_t nth) {
    if (is_calm_) return nullptr;
    for (std::size_t i = 0; i < script_.crashes.size(); ++i) {
        const Crash& crash = script_.crashes[i];
        if (crash_is_over_[i] || crash.instance != number || crash.at_post != at_post || crash.nth > nth) continue;
        crash_is_over_[i] = true;
        return &crash;
    }
    return nullptr;
}

const Fault* World::fault_at(std::size_t number, std::size_t nth, std::optional<std::size_t> nth_post) const {
    if (is_calm_) return nullptr;
    for (const Fault& fault : script_.faults)
        if (fault.instance == number && (fault.counts_posts ? nth_post == fault.nth : nth == fault.nth)) return &fault;
    return nullptr;
}

// All is calm: what is open is settled, and each play that was wanted arrives.
void World::finish() {
    Time quiet = scheduler_.now() + (2 * settle_ms + 3'000) * ms;
    for (const Elsewhere& change : script_.elsewhere) quiet = std::max(quiet, change.at + ms);
    scheduler_.sleep(quiet - scheduler_.now());
    is_calm_ = true;
    tell("all is calm");
    std::vector<Item> wanted;
    std::set<Play> seen;
    for (const auto& steps : script_.instances)
        for (const Step& step : steps)
            for (const Item& item : step.items)
                if (step.verb == Verb::Add && step.feature == "history" && seen.insert(item.play()).second)
                    wanted.push_back(item);
    for (const char* feature : {"history", "ratings", "watchlist", "", "history"}) {
        last_steps_.push_back(std::make_unique<Step>());
        Step& step = *last_steps_.back();
        step.feature = feature;
        if (step.feature.empty()) step = {0, Verb::Add, "history", wanted};
        if (step.verb == Verb::Add && wanted.empty()) continue;
        const std::size_t at = calls_.size();
        if (!start(0) || !call(0, step)) {
            broken_.push_back("an instance crashes although all is calm");
            break;
        }
        const Call& done = calls_[at];
        if (!done.failure.empty()) broken_.push_back("a call fails although all is calm: " + done.failure);
        for (std::size_t i = 0; i < done.verdicts.size(); ++i)
            if (done.verdicts[i].word != "added" && done.verdicts[i].word != "existing")
                broken_.push_back("although all is calm: " + done.verdicts[i].word + " (" + done.verdicts[i].hint +
                                  ") " + step.items[i].json);
    }
    for (const Play& play : seen) {
        const auto& plays = site_.now().plays;
        if (std::none_of(plays.begin(), plays.end(), [&](const auto& entry) {
                return entry.second.title == play.title && entry.second.minute() == play.minute();
            }))
            broken_.push_back("a play that was wanted is not there: " + sim::text_of(play));
    }
    end_process(*instances_[0]);
}

std::string World::configuration() const {
    json::object block = json::parse(script_.settings).as_object();
    block["client_id"] = "twin-client-id";
    block["access_token"] = "twin-access-token";
    block["api_url"] = block["auth_url"] = "http://127.0.0.1:1";
    block["backoff"] = json::object{{"base_ms", 20}, {"cap_ms", 200}, {"html429_ms", 500}};
    block["settle_ms"] = settle_ms_of(break_);
    return json::serialize(json::object{{"trakt", block}, {"state_dir", state_dir}});
}

void World::tell(const std::string& line) {
    if (!tells_story_) return;
    tell_changes();
    story_ += std::to_string(scheduler_.now() / ms) + " ms  " + line + "\n";
}

void World::tell_changes() {
    if (!tells_story_) return;
    for (; told_versions_ < site_.versions().size(); ++told_versions_) {
        const Version& version = site_.versions()[told_versions_];
        const State &before = site_.versions()[told_versions_ - 1].state, &now = version.state;
        const std::string head = std::to_string(version.at / ms) + " ms    account: ";
        for (const auto& [id, play] : now.plays)
            if (!before.plays.contains(id)) story_ += head + "+ " + sim::text_of(play) + "\n";
        for (const auto& [id, play] : before.plays)
            if (!now.plays.contains(id)) story_ += head + "- " + sim::text_of(play) + "\n";
        for (const auto& [title, rating] : now.ratings) {
            const auto former = before.ratings.find(title);
            if (former == before.ratings.end() || former->second != rating)
                story_ += head + "rating of " + sim::text_of(title) + ": " + std::to_string(rating) + "\n";
        }
        for (const auto& [title, rating] : before.ratings)
            if (!now.ratings.contains(title)) story_ += head + "no rating of " + sim::text_of(title) + "\n";
        for (const Title& title : now.watchlist)
            if (!before.watchlist.contains(title)) story_ += head + "watchlist + " + sim::text_of(title) + "\n";
        for (const Title& title : before.watchlist)
            if (!now.watchlist.contains(title)) story_ += head + "watchlist - " + sim::text_of(title) + "\n";
    }
}

}  // namespace mod_trakt::sim
