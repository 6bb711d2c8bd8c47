// Makes the n-th allocation of this thread fail, counts leaked blocks, and looks for secrets in freed memory. Only
// memory of operator new is seen, and only between arm() and disarm().
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace mod_trakt::test {

class Allocations {
public:
    // Once: one allocation fails, later ones succeed. Lasting: from then on only freed memory can be allocated.
    enum class Shortage { Once, Lasting };
    // Starts counting the allocations of this thread from 1; the one with this number fails. 0: none fails.
    static void arm(std::size_t failing, Shortage shortage = Shortage::Once);
    // The number of allocations since arm(). One failed if and only if it is at least `failing`.
    static std::size_t disarm();

    // The number of counted allocations that are not freed yet.
    static long live();

    // leaked_secrets() counts freed blocks that contain one of these texts. An empty list ends the search.
    static void look_for(std::vector<std::string> secrets);
    static std::size_t leaked_secrets();
    // The sizes of the first few such blocks, and a part of each, for a test's message.
    static std::string describe_leaks();

    // While an object lives, blocks are tracked and searched when freed, but no allocation fails.
    class Spare {
    public:
        Spare();
        ~Spare();
        Spare(const Spare&) = delete;
        Spare& operator=(const Spare&) = delete;
    };

    // While an object lives, allocations belong to the test and are not counted.
    class Pause {
    public:
        Pause();
        ~Pause();
        Pause(const Pause&) = delete;
        Pause& operator=(const Pause&) = delete;
    };
};

}  // namespace mod_trakt::test
