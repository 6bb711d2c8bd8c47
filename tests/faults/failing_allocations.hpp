// Makes the n-th allocation of this thread fail, counts what stays allocated, and looks for secrets in what is freed.
// Only memory got by operator new is seen, and only between arm() and disarm().
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace mod_trakt::test {

class Allocations {
public:
    // Once: one allocation fails, the next ones do not. Lasting: from then on there is as much memory as is freed.
    enum class Shortage { Once, Lasting };
    // From now on allocations of this thread are counted from 1; the one with this number fails, 0: none does.
    static void arm(std::size_t failing, Shortage shortage = Shortage::Once);
    // How many allocations were asked for since arm(). One failed if and only if the answer is at least `failing`.
    static std::size_t disarm();

    // Allocations counted so far that were not freed yet, of all times.
    static long live();

    // Blocks whose text holds one of these when they are freed are counted by leaked_secrets(). Empty: nobody looks.
    static void look_for(std::vector<std::string> secrets);
    static std::size_t leaked_secrets();
    // The sizes of the first few such blocks, and a piece of each, for a test's message.
    static std::string describe_leaks();

    // What is allocated while this lives is looked at when it is freed, but does not fail.
    class Spare {
    public:
        Spare();
        ~Spare();
        Spare(const Spare&) = delete;
        Spare& operator=(const Spare&) = delete;
    };

    // What happens while this lives is the test's own and is not counted.
    class Pause {
    public:
        Pause();
        ~Pause();
        Pause(const Pause&) = delete;
        Pause& operator=(const Pause&) = delete;
    };
};

}  // namespace mod_trakt::test
