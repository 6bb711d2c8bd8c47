// Makes the n-th allocation of this thread fail, counts what stays allocated, and looks for secrets in what is freed.
// Only memory got by operator new is seen, and only between arm() and disarm().
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace mod_trakt::test {

class Allocations {
public:
    // From now on allocations of this thread are counted from 1; the one with this number fails, 0: none does.
    static void arm(std::size_t failing);
    // How many allocations were asked for since arm(). The failing one was among them when it is not below that.
    static std::size_t disarm();

    // Allocations counted so far that were not freed yet, of all times.
    static long live();

    // Blocks whose text holds one of these when they are freed are counted by leaked_secrets(). Empty: nobody looks.
    static void look_for(std::vector<std::string> secrets);
    static std::size_t leaked_secrets();
    // The sizes of the first few such blocks, and a piece of each, for a test's message.
    static std::string describe_leaks();

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
