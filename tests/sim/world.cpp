// Instances on the threads of the scheduler, their crashes and restarts, and the calm end.
#include "world.hpp"

#include <algorithm>
#include <utility>

#include "answers.hpp"
#include "judge.hpp"
#include "module/config/config.hpp"
#include "tests/support/null_log.hpp"

namespace mod_trakt::sim {
namespace {

constexpr const char* state_dir = "/state";
// Above the numbers that the kernel gives, so that no process of this machine is taken for one of the simulation.
constexpr pid_t first_number = 10'000'000;
constexpr std::size_t most_seams = 100'000;  // of one instance; more mean an endless loop

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
    site_.begin(script_.sizes, WallClock::start_unix_ms, script_.titles);
    disk_.unix_ms = [this] { return wall_.unix_ms(scheduler_.now()); };
    for (std::size_t i = 0; i < script_.instances.size(); ++i)
        instances_.push_back(std::make_unique<Instance>(script_.seed * 16 + i));
}

Result World::run() {
    running_ = instances_.size();
    for (std::size_t i = 0; i < instances_.size(); ++i) scheduler_.add([this, i] { run_instance(i); });
    for (const Elsewhere& change : script_.elsewhere)
        scheduler_.at(change.at, [this, &change] { change_elsewhere(change); });
    scheduler_.run();
    tell_changes();
    if (!scheduler_.failure().empty()) broken_.push_back("the simulation itself fails: " + scheduler_.failure());
    Judge judge(site_.versions(), calls_);
    for (const Elsewhere& change : script_.elsewhere)
        if (change.kind == Elsewhere::Kind::Replace) judge.replaced.insert(change.play);
    for (std::string& line : judge.judge(is_taken_back_)) broken_.push_back(std::move(line));
    return {std::move(broken_), std::move(story_), calls_.size()};
}

void World::change_elsewhere(const Elsewhere& change) {
    switch (change.kind) {
        case Elsewhere::Kind::Phone:
            tell("elsewhere: " + change.op);
            site_.edit({json::parse(change.op)}, change.seed, scheduler_.now());
            break;
        case Elsewhere::Kind::Replace: replace(change, scheduler_.now() + 60'000 * ms); break;
        case Elsewhere::Kind::ClockJump:
            tell("the clock jumps by " + std::to_string(change.jump_ms) + " ms");
            wall_.jumped_ms += change.jump_ms;
            break;
        case Elsewhere::Kind::TokenExpires:
            tell("the token expires");
            site_.expire_token(scheduler_.now());
            break;
    }
}

void World::replace(const Elsewhere& change, Time until) {
    if (is_calm_ || scheduler_.now() > until) return;
    if (!site_.replace(change.play, change.other, scheduler_.now()))
        scheduler_.at(scheduler_.now() + change.at, [this, &change, until] { replace(change, until); });
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
    auto files = make_files(break_, disk_, process);
    files->fails_with = [this, number, &instance] {
        const int error = disk_error_at(number, ++instance.disk_changes);
        if (error != 0)
            tell("instance " + std::to_string(number) + ": the disk fails"), instance.has_disk_failed = true;
        return error;
    };
    services.files = std::move(files);
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
    services.transport = make_transport(break_, std::move(transport), site_, [this, &instance] {
        const Cause cause = instance.transport->cause;
        return cause.is_call() && calls_[cause.call].step->verb == Verb::Undo;
    });
    try {
        instance.module = std::make_unique<TraktModule>(std::move(services), parse_config(configuration()));
    } catch (const Failure& failure) {
        if (!process.is_dead() && !instance.has_disk_failed)
            broken_.push_back("an instance does not start: " + text_of(failure.error()));
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
    begun.is_at_end = is_calm_;
    begun.first_version = site_.versions().size() - 1;
    instance.transport->cause = {at};
    instance.transport->was_uncertain = false;
    tell("instance " + std::to_string(number) + ": call " + std::to_string(at) + " begins: " + name_of(step));
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
    if (done.has_crashed) done.verdicts.clear(), done.index.reset(), done.undone.reset(), done.failure.clear();
    if (tells_story_) {
        std::string text = "instance " + std::to_string(number) + ": call " + std::to_string(at) +
                           (done.has_crashed ? " has crashed" : " ends") +
                           (done.failure.empty() ? "" : ": " + done.failure);
        if (done.undone) text += text_of(*done.undone);
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
        CallScope scope(module.clock(), process.cancel(), step.limit_ms);
        scope.run = step.run;
        scope.dry_run = step.is_dry_run;
        if (step.verb == Verb::Index) {
            const IndexDocument document = module.build_index(step.feature, scope);
            if (!process.is_dead()) call.index = index_in(step.feature, document.text);
            return;
        }
        if (step.verb == Verb::Undo) {
            const WriteOutcome outcome =
                module.undo(step.undoes.empty() ? std::nullopt : std::optional<std::string_view>(step.undoes), scope);
            if (outcome.failure) call.failure = text_of(*outcome.failure);
            if (!process.is_dead()) call.undone = undone_in(outcome.document, site_);
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

int World::disk_error_at(std::size_t number, std::size_t nth) const {
    if (is_calm_) return 0;
    for (const DiskFault& fault : script_.disk_faults)
        if (fault.instance == number && fault.nth == nth) return fault.error;
    return 0;
}

std::string World::configuration() const {
    json::object block = json::parse(script_.settings).as_object();
    block["client_id"] = "twin-client-id";
    block["client_secret"] = "twin-client-secret";
    block["access_token"] = "twin-access-token";
    block["refresh_token"] = "twin-refresh-token";
    block["api_url"] = block["auth_url"] = "http://127.0.0.1:1";
    block["backoff"] = json::object{{"base_ms", 20}, {"cap_ms", 200}, {"html429_ms", 500}};
    block["settle_ms"] = settle_ms_of(break_);
    return json::serialize(json::object{{"trakt", block}, {"state_dir", state_dir}});
}

}  // namespace mod_trakt::sim
