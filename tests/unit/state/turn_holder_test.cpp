// Whether the process that a lock file names has ended.
#include "state/turn_holder.hpp"

#include <catch2/catch.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace mod_trakt::turn_holder_test {

using state::TurnHolder;

namespace {

// A child process that names itself and waits to be killed.
class NamedChild {
public:
    NamedChild() {
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        pid_ = ::fork();
        REQUIRE(pid_ >= 0);
        if (pid_ == 0) {
            ::alarm(30);
            const std::string text = TurnHolder::this_process().to_text() + '\n';
            [[maybe_unused]] const auto written = ::write(ends[1], text.data(), text.size());
            for (;;) ::pause();
        }
        ::close(ends[1]);
        for (char byte = 0; ::read(ends[0], &byte, 1) == 1 && byte != '\n';) text_ += byte;
        ::close(ends[0]);
    }
    ~NamedChild() {
        kill();
        reap();
    }
    void kill() const {
        if (pid_ > 0) ::kill(pid_, SIGKILL);
    }
    // Waits until the child has ended, and leaves it as a zombie.
    void wait_for_end() const {
        siginfo_t info{};
        REQUIRE(::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT) == 0);
    }
    void reap() {
        if (pid_ > 0) ::waitpid(pid_, nullptr, 0);
        pid_ = 0;
    }
    TurnHolder name() const { return TurnHolder::from_text(text_).value(); }

private:
    pid_t pid_ = 0;
    std::string text_;
};

}  // namespace

TEST_CASE("A killed process has ended, even if its parent has not waited for it yet", "[turns]") {
    NamedChild child;
    const TurnHolder name = child.name();
    CHECK_FALSE(name.has_ended());
    CHECK_FALSE(TurnHolder::this_process().has_ended());
    child.kill();
    child.wait_for_end();
    CHECK(name.has_ended());
    child.reap();
    CHECK(name.has_ended());
}

TEST_CASE("A later process with the same number is another process", "[turns]") {
    TurnHolder name = TurnHolder::this_process();
    REQUIRE(name.started > 0);
    --name.started;
    CHECK(name.has_ended());
}

TEST_CASE("Nothing is known of processes of another boot or pid namespace, or without these names", "[turns]") {
    NamedChild child;
    child.kill();
    child.reap();
    TurnHolder name = child.name();
    REQUIRE(name.has_ended());
    const TurnHolder whole = name;
    name.boot = "another";
    CHECK_FALSE(name.has_ended());
    name.boot.clear();
    CHECK_FALSE(name.has_ended());
    name = whole;
    name.pid_namespace = "pid:[1]";
    CHECK_FALSE(name.has_ended());
    name.pid_namespace.clear();
    CHECK_FALSE(name.has_ended());
    name = whole;
    name.started = 0;
    CHECK_FALSE(name.has_ended());
}

TEST_CASE("The text of a holder is read back, and other texts are refused", "[turns]") {
    const TurnHolder self = TurnHolder::this_process();
    CHECK(TurnHolder::from_text(self.to_text()) == self);
    const TurnHolder nameless{"", "", 7, 0};
    CHECK(TurnHolder::from_text(nameless.to_text()) == nameless);
    for (const char* text : {"", "a b c d", "a b 0 5", "a b -1 5", "a b 7", "a b 7 5 6", "a b 7 x"})
        CHECK_FALSE(TurnHolder::from_text(text));
}

}  // namespace mod_trakt::turn_holder_test
