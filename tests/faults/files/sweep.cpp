// The sweep: counting the operations of a healthy run, then failing them one by one.
#include "sweep.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "account.hpp"
#include "tests/support/temp_folder.hpp"

namespace mod_trakt::faults {
namespace {

namespace fs = std::filesystem;

bool is_write(std::string_view operation) { return operation == "write" || operation == "pwrite"; }

std::size_t open_descriptors() {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : fs::directory_iterator("/proc/self/fd")) ++count;
    return count;
}

bool is_locked(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool locked = fd >= 0 && ::flock(fd, LOCK_EX | LOCK_NB) != 0;
    ::close(fd);
    return locked;
}

std::string describe(const Plan& plan) {
    const test::FileCall* call = plan.failed();
    const std::string what = call == nullptr ? "nothing" : std::string(call->operation) + " " + call->path;
    return "operation " + std::to_string(plan.at) + ", " + what + ": " +
           (plan.error == 0 ? "short write" : std::strerror(plan.error));
}

void run_once(const Work& work, const std::string& prepared, Plan& plan) {
    const test::TempFolder folder;
    const std::string state_dir = folder / "state";
    fs::copy(prepared, state_dir, fs::copy_options::recursive);
    const std::size_t descriptors = open_descriptors();
    work.run(state_dir, plan);
    INFO(describe(plan));
    CHECK(open_descriptors() == descriptors);
    for (const auto& entry : fs::recursive_directory_iterator(state_dir)) {
        INFO(entry.path());
        CHECK(entry.path().extension() != ".tmp");
        if (entry.is_regular_file()) CHECK_FALSE(is_locked(entry.path()));
    }
    CHECK(folder.names() == std::vector<std::string>{"state"});
    work.look_after(state_dir);
}

}  // namespace

int Plan::before(test::FileCall& call) {
    calls.push_back(call);
    const bool now = ++count == at;
    if (now && error != 0) return error;
    if (disk_is_full && is_write(call.operation)) return ENOSPC;
    if (now) {
        disk_is_full = true;
        call.size /= 2;
    }
    return 0;
}

std::unique_ptr<state::Files> files_under(Plan& plan) {
    auto files = unflushed_files();
    files->before = [&plan](test::FileCall& call) { return plan.before(call); };
    return files;
}

void sweep(const Work& work) {
    const test::TempFolder folder;
    const std::string prepared = folder / "prepared";
    fs::create_directory(prepared);
    if (work.prepare) work.prepare(prepared);
    Plan healthy;
    run_once(work, prepared, healthy);
    REQUIRE(healthy.count > 0);
    for (std::size_t at = 1; at <= healthy.count; ++at) {
        for (const int error : {ENOSPC, EIO, EINVAL, 0}) {
            if (error == 0 && !is_write(healthy.calls[at - 1].operation)) continue;
            Plan plan;
            plan.at = at;
            plan.error = error;
            run_once(work, prepared, plan);
            REQUIRE(plan.failed() != nullptr);
        }
    }
}

void check_is_clear(const Error& error, const Plan& plan) {
    INFO(describe(plan) << ": " << error.message);
    REQUIRE(plan.failed() != nullptr);
    CHECK(error.status == Status::Host);
    CHECK((error.reason == "state_unwritable" || error.reason == "state_unreadable" ||
           error.reason == "token_not_saved"));
    CHECK(error.message.find('/') != std::string::npos);
    // A file system that cannot flush folders is not a failure.
    const bool is_folder = fs::path(plan.failed()->path).extension().empty();
    CHECK_FALSE((plan.error == EINVAL && plan.failed()->operation == "fsync" && is_folder));
}

}  // namespace mod_trakt::faults
