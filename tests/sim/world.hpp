// One simulation: a script is run to its end and judged.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "breaks.hpp"
#include "memory_disk.hpp"
#include "module/trakt_module.hpp"
#include "process.hpp"
#include "record.hpp"
#include "script.hpp"
#include "sim_transport.hpp"
#include "site.hpp"
#include "virtual_clock.hpp"

namespace mod_trakt::sim {

struct Result {
    std::vector<std::string> broken;  // empty: all promises were kept
    std::string story;                // empty unless it was asked for
    std::size_t calls = 0;
};

class World {
public:
    World(Site& site, const Script& script, Break broken, bool tells_story);
    Result run();

private:
    // What goes on over the restarts of an instance.
    struct Instance {
        explicit Instance(std::uint64_t seed) : line(seed) {}

        Line line;
        std::size_t seams = 0, disk_changes = 0;
        bool has_disk_failed = false;
        pid_t starts = 0;
        std::unique_ptr<Process> process;
        std::unique_ptr<TraktModule> module;
        SimTransport* transport = nullptr;  // of the module
        Time down = 0;                      // after its last crash
    };

    void run_instance(std::size_t number);
    void finish();
    // At the end: calls that must succeed. False when the rest cannot be judged.
    bool end_call(Step step);
    bool end_writes();
    bool end_undos();
    void change_elsewhere(const Elsewhere& change);
    // Once the play is there.
    void replace(const Elsewhere& change, Time until);
    bool is_replaced(const Item& item) const;
    // Starts it if it does not run. False when it has crashed meanwhile.
    bool start(std::size_t number);
    void end_process(Instance& instance);
    // False when it has crashed.
    bool call(std::size_t number, const Step& step);
    void take_answer(Call& call, TraktModule& module, const Process& process);
    void crash(std::size_t number, const Crash& crash);
    const Crash* crash_at(std::size_t number, bool at_post, std::size_t nth);
    const Fault* fault_at(std::size_t number, std::size_t nth, std::optional<std::size_t> nth_post) const;
    bool may_lose_login() const;
    int disk_error_at(std::size_t number, std::size_t nth) const;
    std::string configuration() const;
    void tell(const std::string& line);
    void tell_changes();

    Site& site_;
    const Script& script_;
    Break break_;
    bool tells_story_;
    Scheduler scheduler_;
    Random power_;
    WallClock wall_;
    MemoryDisk disk_;
    std::vector<std::unique_ptr<Instance>> instances_;
    std::vector<bool> crash_is_over_;
    std::size_t running_ = 0;
    bool is_calm_ = false;        // at the end nothing fails any more
    bool is_taken_back_ = false;  // all runs were taken back at the end
    Calls calls_;
    std::vector<std::unique_ptr<Step>> last_steps_;
    std::vector<std::string> broken_;
    std::string story_;
    std::size_t told_versions_ = 1;
};

}  // namespace mod_trakt::sim
